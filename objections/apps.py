from core.apps import HouseAppConfig


class ObjectionsConfig(HouseAppConfig):
    name = "objections"
    verbose_name = "异议与纠错"

    def ready(self) -> None:
        super().ready()
        from objections import receivers  # noqa: F401 - connects them
