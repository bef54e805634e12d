"""`lint` and `check`: everything a machine can find without running the tests."""

import base64
import secrets
import subprocess
import sys
from pathlib import Path

from devtools.manage import environment
from devtools.say import Steps, say
from devtools.venv import BASE

BIN = Path(sys.prefix) / "bin"
# Every change of data and every rule of law goes through these: here types are demanded.
TYPED = ("core", "*/rules.py", "*/rules", "*/services.py", "*/services")
LINTERS = (
    ("代码规则", "ruff check", [str(BIN / "ruff"), "check", "."]),
    ("代码格式", "ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("楼层", "import-linter", [str(BIN / "lint-imports"), "--no-logo"]),
    (
        "类型",
        "mypy",
        [str(BIN / "mypy"), *sorted({str(p.relative_to(BASE)) for glob in TYPED for p in BASE.glob(glob)})],
    ),
)
LINT_STEPS = len(LINTERS)
CHECK_STEPS = LINT_STEPS + 3


def lint(_arguments: list[str], steps: Steps) -> int:
    """Run all linters, also after one found something. Returns 1 when any did."""
    return _all(list(LINTERS), steps, environment(PYTHONPATH=str(BASE)))


def check(_arguments: list[str], steps: Steps) -> int:
    """Deployment check under production settings, missing migrations, configuration page, then the linters."""
    manage = [sys.executable, "manage.py"]
    found = _all(
        [("部署检查", "check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"])],
        steps,
        environment(**production_like()),
    )
    found |= _all(
        [
            ("迁移齐全", "makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]),
            ("配置说明", "show_configuration --check", [*manage, "show_configuration", "--check"]),
        ],
        steps,
        environment(),
    )
    return found | lint([], steps)


def production_like() -> dict[str, str]:
    """A complete production environment made of throw-away secrets; nothing listens at its addresses."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {
        "WUSHAN_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": f"check:{key}",
        "SEAL_KEY": key,
        "ALLOWED_HOSTS": "credit.example.gov.cn",
        "SITE_URL": "https://credit.example.gov.cn",
        "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
    }


def _all(tasks: list[tuple[str, str, list[str]]], steps: Steps, settings: dict[str, str]) -> int:
    found = 0
    for chinese, english, command in tasks:
        steps.next(chinese, english)
        if subprocess.run(command, cwd=BASE, env=settings, check=False).returncode != 0:
            say(f"      !! {chinese}有问题，见上 · {english} found something")
            found = 1
    return found
