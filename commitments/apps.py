from core.apps import HouseAppConfig


class CommitmentsConfig(HouseAppConfig):
    name = "commitments"
    verbose_name = "信用承诺"
