from core.apps import HouseAppConfig


class AuditConfig(HouseAppConfig):
    name = "audit"
    verbose_name = "审计"
