from django.db.models.signals import post_migrate

from core.apps import HouseAppConfig


class AccountsConfig(HouseAppConfig):
    name = "accounts"
    verbose_name = "账号与权限"

    def ready(self) -> None:
        super().ready()
        from accounts import signin, unsent  # noqa: F401 - connect their receivers
        from accounts.role_groups import keep_roles_in_step

        post_migrate.connect(keep_roles_in_step, dispatch_uid="accounts.roles")
