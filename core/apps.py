from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

#: Modules that only register something (named actions, parameters, staff pages, desk items); loaded when apps are ready.
REGISTERING = ("actions", "parameters", "messages", "desk", "jobs")


class HouseAppConfig(AppConfig):
    """Every app of the house loads its registering modules the same way."""

    default = False

    def __init_subclass__(cls) -> None:
        """Django takes an apps.py's only candidate; beside this imported base class the app's own one must stand out."""
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        for name in REGISTERING:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")


class CoreConfig(HouseAppConfig):
    name = "core"
    verbose_name = "基础"
