"""The house as a Django app, and the staff's admin site in place of the stock one."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class WushanConfig(AppConfig):
    """Loads Celery in every process, so that a task sent from a page finds the right queue."""

    name = "wushan_credit"
    verbose_name = "系统"

    def ready(self) -> None:
        import wushan_credit.celery  # noqa: F401
        from wushan_credit import dispatch_list, lists  # noqa: F401 – register the lists of floors that do not know the exchange


class StaffAdminConfig(AdminConfig):
    """Django's admin with our own site class."""

    default_site = "wushan_credit.staff_site.StaffSite"
