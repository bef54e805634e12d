"""docs/rules.md is the list of rules as they are."""

from django.conf import settings
from django.core.management import call_command

from publicity.standard.catalogue import as_markdown


def test_the_written_list_is_up_to_date():
    page = (settings.BASE_DIR / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == as_markdown(), "run: python manage.py list_rules --write"


def test_the_command_shows_the_list(capsys):
    call_command("list_rules")
    assert "# 校验规则一览" in capsys.readouterr().out
