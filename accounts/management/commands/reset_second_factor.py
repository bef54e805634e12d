"""For the day the only security administrator has lost phone and codes: the operator resets, with a reason that stays in the trail."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import factor_reset
from audit.context import request_context
from audit.services import SYSTEM
from core.errors import DomainError


class Command(BaseCommand):
    help = "重置一个用户的第二重验证。仅在没有别的安全管理员可以办理时由运维人员使用，须写明批准人和理由。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--reason", required=True, help="批准人和理由，会写入操作记录")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("没有这个用户名，请核对后再试。")
        try:
            with request_context(channel="command"):
                factor_reset(actor=SYSTEM, user=user, reason=options["reason"])
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"已重置“{user}”的第二重验证，其登录已全部退出。下次登录后须重新设置。")
