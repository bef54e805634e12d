from core.apps import HouseAppConfig


class RepairConfig(HouseAppConfig):
    name = "repair"
    verbose_name = "信用修复"
