"""Show every environment variable, or keep docs/configuration.md in step with the declared list."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wushan_credit.configuration_page import render
from wushan_credit.env import VARIABLES


class Command(BaseCommand):
    """Values of secrets are never shown."""

    help = "列出全部环境变量；--markdown 输出 docs/configuration.md 的内容，--check 检查该页是否最新"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--markdown", action="store_true", help="输出 Markdown 页面")
        parser.add_argument("--check", action="store_true", help="页面与清单不一致时以 1 退出")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["markdown"]:
            self.stdout.write(render(), ending="")
        elif options["check"]:
            page = settings.BASE_DIR / "docs" / "configuration.md"
            if not page.exists() or page.read_text(encoding="utf-8") != render():
                raise CommandError(
                    "docs/configuration.md 已过时。请运行 manage.py show_configuration --markdown > docs/configuration.md"
                )
        else:
            for variable in VARIABLES:
                value = settings.ENV.get(variable.name)
                shown = "（已设置，不显示）" if variable.secret and value else value
                self.stdout.write(f"{variable.name:22} {shown}")
