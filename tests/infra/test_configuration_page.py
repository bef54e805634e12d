"""The page operators read is the list the program reads."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from wushan_credit import env
from wushan_credit.configuration_page import render

BASE = Path(__file__).resolve().parents[2]


def test_the_page_in_docs_is_up_to_date():
    assert (BASE / "docs" / "configuration.md").read_text(encoding="utf-8") == render()


def test_every_variable_is_on_the_page():
    assert all(f"| `{variable.name}` |" in render() for variable in env.VARIABLES)


def test_an_outdated_page_fails_the_check_and_names_the_command(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="--markdown > docs/configuration.md"):
        call_command("show_configuration", "--check")


def test_the_list_on_screen_hides_secrets(settings):
    out = io.StringIO()
    call_command("show_configuration", stdout=out)
    assert settings.SECRET_KEY not in out.getvalue()
    assert "（已设置，不显示）" in out.getvalue()


def test_generated_keys_are_accepted_by_production():
    out = io.StringIO()
    call_command("generate_keys", stdout=out)
    made = dict(line.split("=", 1) for line in out.getvalue().splitlines())
    assert all(env.read(name, value) for name, value in made.items())
    assert set(made) == {"SECRET_KEY", "FIELD_KEYS", "SEAL_KEY", "WEBHOOK_KEY"}


def test_only_settings_read_the_environment():
    """A variable read elsewhere would be missing from the page. The clock reads its one day itself, for tools without Django."""
    allowed = {"core/clock.py", "manage.py", "dev.py", "wushan_credit/env.py", "wushan_credit/probe.py"}
    allowed |= {"wushan_credit/celery.py", "wushan_credit/wsgi.py", "wushan_credit/engines/home.py"}
    readers = {
        str(path.relative_to(BASE))
        for path in BASE.glob("*/**/*.py")
        if path.relative_to(BASE).parts[0] not in {".venv", ".local", "tests", "devtools", "benchmarks"}
        and ("os.environ" in (text := path.read_text(encoding="utf-8")) or "getenv" in text)
    }
    assert readers - allowed == set()
