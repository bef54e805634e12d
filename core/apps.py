from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

#: Modules that only register something (named actions, parameters, staff pages, desk items); loaded when apps are ready.
REGISTERING = ("actions", "parameters", "messages", "desk")


class HouseAppConfig(AppConfig):
    """Every app of the house loads its registering modules the same way."""

    def ready(self) -> None:
        for name in REGISTERING:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")


class CoreConfig(HouseAppConfig):
    name = "core"
    verbose_name = "基础"
