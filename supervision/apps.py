from core.apps import HouseAppConfig


class SupervisionConfig(HouseAppConfig):
    name = "supervision"
    verbose_name = "查信用"
