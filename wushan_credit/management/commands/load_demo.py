"""Load the invented bureau once, into an empty local database."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from publicity.models import Decision
from wushan_credit.demo.cast import MEMBERS, PASSWORD, STAFF
from wushan_credit.demo.story import play

BAR = 24


class Command(BaseCommand):
    help = "载入演示数据：虚构的司法局、机构、人员和三年的决定。已有数据时什么也不做。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--quiet", action="store_true", help="不显示进度")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("演示数据只能载入本机演示环境，不能载入正式环境。")
        if Decision.objects.exists() or User.objects.filter(username=STAFF[0][0]).exists():
            self.stdout.write("已有数据，没有再载入演示数据。")
            return
        self.quiet = options["quiet"]
        with transaction.atomic():
            play(self.say)
        self.say("完成", 1, 1)
        self.stdout.write("\n演示账号（密码都是 " + PASSWORD + "）：")
        for username, name, _, role in STAFF:
            self.stdout.write(f"  {username:<10} {role}  {name}")
        for username, what, _ in MEMBERS:
            self.stdout.write(f"  {username:<10} {what}（从 /portal/ 登录）")

    def say(self, title: str, done: int, total: int) -> None:
        """One line that fills from left to right; plain lines where the output is no terminal."""
        if self.quiet:
            return
        share = done / total if total else 1
        bar = "█" * int(share * BAR) + "░" * (BAR - int(share * BAR))
        if sys.stdout.isatty():
            self.stdout.write(f"\r  {bar} {share:4.0%} {title}        ", ending="")
        elif done == 0:
            self.stdout.write(f"  {title}…")
