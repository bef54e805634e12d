from core.apps import HouseAppConfig


class RepairConfig(HouseAppConfig):
    name = "repair"
    verbose_name = "信用修复"

    def ready(self) -> None:
        super().ready()
        from repair import receivers  # noqa: F401 - connects them
