from core.apps import HouseAppConfig


class NoticesConfig(HouseAppConfig):
    name = "notices"
    verbose_name = "消息"
