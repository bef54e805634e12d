from core.apps import HouseAppConfig


class ObjectionsConfig(HouseAppConfig):
    name = "objections"
    verbose_name = "异议与纠错"
