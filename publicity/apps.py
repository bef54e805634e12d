from core.apps import HouseAppConfig


class PublicityConfig(HouseAppConfig):
    name = "publicity"
    verbose_name = "双公示"
