from core.apps import HouseAppConfig


class ExchangeConfig(HouseAppConfig):
    name = "exchange"
    verbose_name = "文件交换"
