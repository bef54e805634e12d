from core.apps import HouseAppConfig


class RecordsConfig(HouseAppConfig):
    name = "records"
    verbose_name = "信用档案"
