"""What a machine without configuration uses: its own generated secrets and the embedded engines."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from wushan_credit import env
from wushan_credit.engines import EngineError, Urls, ensure
from wushan_credit.engines.secretfile import local_secrets

# Commands that only read the code: starting a database for them would be waste.
WITHOUT_ENGINES = {
    "show_configuration",
    "generate_keys",
    "help",
    "version",
    "--help",
    "--version",
    "collectstatic",
    "spectacular",
}
# Where nothing listens: a mistaken use fails at once instead of reaching a stranger's server.
NOWHERE = Urls("postgres://nobody@127.0.0.1:9/none", "redis://127.0.0.1:9")


def fill_in(values: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    """Complete the values of env.load() for a local or test run; what the environment says always wins.

    Raises ImproperlyConfigured when the embedded engines cannot be had.
    """
    try:
        return _filled_in(values, base_dir)
    except EngineError as error:
        raise ImproperlyConfigured(str(error)) from error


def _filled_in(values: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    texts = local_secrets(base_dir)
    for name in ("SECRET_KEY", "FIELD_KEYS", "SEAL_KEY"):
        if not values[name]:
            values[name] = env.read(name, texts[name])
    need = {"postgres": not values["DATABASE_URL"], "valkey": not values["REDIS_URL"]}
    urls = ensure(base_dir, **need) if any(need.values()) and _needs_engines() else NOWHERE
    values["DATABASE_URL"] = values["DATABASE_URL"] or urls.database_url
    values["REDIS_URL"] = values["REDIS_URL"] or urls.redis_url
    if values["WUSHAN_MODE"] == "test":
        values["ALLOWED_HOSTS"] = [*values["ALLOWED_HOSTS"], "testserver"]
    return values


def _needs_engines() -> bool:
    if Path(sys.argv[0]).name in ("mypy", "dmypy"):  # its Django plugin loads the settings
        return False
    command = sys.argv[1] if len(sys.argv) > 1 and Path(sys.argv[0]).name == "manage.py" else ""
    return command not in WITHOUT_ENGINES
