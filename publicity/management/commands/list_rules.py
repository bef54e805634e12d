"""Show all rules of the data standard, or write them to docs/rules.md."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from publicity.standard.catalogue import as_markdown


class Command(BaseCommand):
    help = "列出全部校验规则；--write 写入 docs/rules.md，--check 核对该文件是否最新。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="写入 docs/rules.md")
        parser.add_argument("--check", action="store_true", help="核对 docs/rules.md 是否最新，不是则返回 1")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "rules.md"
        page = as_markdown()
        if options["write"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
            self.stdout.write(f"已写入 {path.name}。")
        elif options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                self.stderr.write("docs/rules.md 不是最新的，请运行 python manage.py list_rules --write。")
                sys.exit(1)
        else:
            self.stdout.write(page)
