from core.apps import HouseAppConfig


class SupervisionConfig(HouseAppConfig):
    name = "supervision"
    verbose_name = "查信用"

    def ready(self) -> None:
        super().ready()
        from supervision import receivers  # noqa: F401 - connects them
