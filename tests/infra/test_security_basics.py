"""What holds for every request, every log line and every file of the program: nothing private in logs, strict headers, no secrets."""

import io
import json
import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
from django.urls import reverse
from gunicorn.config import Config

from tests import factories as make
from tests.infra.test_env import PRODUCTION
from wushan_credit import logs
from wushan_credit.access_log import ScrubbedLogger

BASE = Path(__file__).resolve().parents[2]
IDENTITY, MOBILE, CARD = "500237199003071234", "13800138000", "6222021234567890128"
CANARIES = (IDENTITY, MOBILE, CARD)


# -- log lines ---------------------------------------------------------------------------------------------------------
@pytest.fixture(params=[True, False], ids=["json", "lines"])
def lines(request):
    """What the real configuration writes; gives a function that reads it."""
    settings = logs.configure(level="DEBUG", as_json=request.param)["formatters"]["lines"]
    formatter = settings["()"](processors=settings["processors"], foreign_pre_chain=settings["foreign_pre_chain"])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.root
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


def stumble(text):
    raise ValueError(f"cannot read {text}")


@pytest.mark.parametrize("canary", CANARIES)
def test_no_way_of_logging_lets_a_private_number_through(lines, canary):
    plain, own = logging.Logger.manager.getLogger("somebody.elses"), structlog.get_logger("ours")
    plain.warning("typed " + canary)
    plain.warning("typed %s and %r", canary, [canary])
    own.warning("typed", value=canary, nested={"a": [canary, {"b": canary}]}, keyed={canary: 1})
    own.warning("typed", number=int(canary), raw=canary.encode(), error=ValueError(canary), several={canary})
    try:
        stumble(canary)
    except ValueError:
        plain.exception("it failed for %s", canary)
        own.exception("it failed", who=canary)
    written = lines()
    assert written.count("typed") >= 4 and written.count("it failed") >= 2
    assert canary not in written


def test_what_is_no_private_number_stays_readable(lines):
    structlog.get_logger("ours").warning("done", rows=20_000, code="31500000MD0200123X", share=0.5, ok=True)
    assert all(word in lines() for word in ("20000", "31500000MD0200123X", "0.5"))


@pytest.mark.django_db
def test_a_number_in_an_address_or_a_form_reaches_no_log_line(client, lines):
    client.force_login(make.make_user())
    client.get(f"/admin/no-such-page/{IDENTITY}/")
    client.get("/search/", {"q": IDENTITY})
    client.post(reverse("admin:login"), {"username": IDENTITY, "password": MOBILE})
    client.get(f"/admin/audit/actions/?words={IDENTITY}")
    assert "no-such-page" in lines()
    assert IDENTITY not in lines() and MOBILE not in lines()


def test_the_server_s_access_log_is_scrubbed_too():
    command = (BASE / "Dockerfile").read_text(encoding="utf-8")
    assert '"--logger-class", "wushan_credit.access_log.ScrubbedLogger"' in command
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": f"/{IDENTITY}/", "QUERY_STRING": f"q={MOBILE}", "RAW_URI": f"/{IDENTITY}/?q={MOBILE}",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "10.1.2.3", "HTTP_REFERER": f"https://x/?q={CARD}", "HTTP_USER_AGENT": "b",
    }  # fmt: skip
    asked = SimpleNamespace(headers=[("REFERER", f"https://x/?q={CARD}")])
    answered = SimpleNamespace(status="200 OK", sent=5, headers=[])
    line = str(ScrubbedLogger(Config()).atoms(answered, asked, environ, timedelta(seconds=1)))
    assert "10.1.2.3" in line
    assert not any(canary in line for canary in CANARIES)


# -- headers and cookies -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/healthz", "/no-such-page/", "/api/v1/public/kinds/"])
def test_every_answer_carries_the_strict_headers(client, path):
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_the_session_s_cookie_is_out_of_scripts_reach_and_ends_with_the_browser(client):
    user = make.make_user()
    answer = client.post(reverse("admin:login"), {"username": user.username, "password": make.PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"] and not cookie["domain"]
    assert client.get("/admin/")["Cache-Control"].count("no-store") == 1


def test_in_production_cookies_travel_by_https_only_and_the_second_factor_is_demanded():
    names = (
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG",
        "SECOND_FACTOR_ENFORCED", "SESSION_EXPIRE_AT_BROWSER_CLOSE",
    )  # fmt: skip
    program = (
        f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=BASE,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "wushan_credit.settings"} | PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [True, True, True, 31536000, False, True, True]


# -- the program's own files -------------------------------------------------------------------------------------------
SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(?:AKIA|LTAI|AKID)[0-9A-Za-z]{16,}"),
    "forge token": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|glpat-[0-9A-Za-z_-]{20})"),
    "key written out": re.compile(
        r"""(?i)\b(?:secret_key|seal_key|field_keys|webhook_key|password)\s*[=:]\s*["'][A-Za-z0-9+/_\-]{24,}=*["']"""
    ),
    "password in an address": re.compile(
        r"(?:postgres|postgresql|redis|rediss|smtp)://[^\s:@/\"'{$]*:(?!(?:pw|nothing)@)[^\s@\"'{$<*]{4,}@"
    ),
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=BASE, capture_output=True, text=True, check=True)
    return listed.stdout.split("\n")[:-1]


def test_no_secret_is_among_the_program_s_files():
    found = []
    for name in tracked():
        path = BASE / name
        if not path.is_file() or path.stat().st_size > 1_000_000 or name == "tests/infra/test_security_basics.py":
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {kind}" for kind, pattern in SECRETS.items() if pattern.search(text)]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY-----", "ghp_" + "a" * 36, 'SECRET_KEY = "' + "x9aB3cD4eF5gH6iJ7kL8mN9o" + '"',
        "redis://:hunter22@queue:6379/0",
    ],
)  # fmt: skip
def test_the_search_for_secrets_finds_them(text):
    assert any(pattern.search(text) for pattern in SECRETS.values())


def test_local_secrets_and_environments_are_not_tracked():
    names = set(tracked())
    assert not {
        name for name in names if name == ".env" or name.startswith((".local/", ".venv/")) or name.endswith(".pem")
    }
    ignored = (BASE / ".gitignore").read_text(encoding="utf-8").split()
    assert {".local/", ".env"} <= set(ignored)
