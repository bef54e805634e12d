from core.apps import HouseAppConfig


class NoticesConfig(HouseAppConfig):
    name = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        super().ready()
        from notices import alarms  # noqa: F401 - connects its receivers
