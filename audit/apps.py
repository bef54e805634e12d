from django.db.models.signals import post_migrate

from core.apps import HouseAppConfig


class AuditConfig(HouseAppConfig):
    name = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        super().ready()
        from audit.history_guards import install_guards

        # Once, for the last of the signals of one migrate would do; the audit app's own is as good, all tables exist then.
        post_migrate.connect(install_guards, sender=self, dispatch_uid="audit.history_guards")
