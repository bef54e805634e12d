from core.apps import HouseAppConfig


class PortalConfig(HouseAppConfig):
    name = "portal"
    verbose_name = "机构办事"
