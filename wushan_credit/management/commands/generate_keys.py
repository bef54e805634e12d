"""Make new secrets for a production environment file."""

from typing import Any

from django.core.management.base import BaseCommand

from core.clock import today
from wushan_credit.engines.secretfile import MAKERS


class Command(BaseCommand):
    """Prints only; where the secrets are kept is the operator's decision."""

    help = "生成 SECRET_KEY、FIELD_KEYS、SEAL_KEY 和 WEBHOOK_KEY，供写入正式环境的环境变量；请离线备份，丢失 FIELD_KEYS 则证件号码无法还原"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        key = MAKERS["FIELD_KEYS"]().partition(":")[2]
        self.stdout.write(f"SECRET_KEY={MAKERS['SECRET_KEY']()}")
        self.stdout.write(f"FIELD_KEYS=k{today():%Y%m%d}:{key}")
        self.stdout.write(f"SEAL_KEY={MAKERS['SEAL_KEY']()}")
        # Only needed with WEBHOOK_URL; the gateway gets the same value.
        self.stdout.write(f"WEBHOOK_KEY={MAKERS['SEAL_KEY']()}")
