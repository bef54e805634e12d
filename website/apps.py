from core.apps import HouseAppConfig


class WebsiteConfig(HouseAppConfig):
    name = "website"
    verbose_name = "公示网站"
