"""The container files: read as data, because a build needs a Docker engine."""

import re
import stat
from pathlib import Path

import pytest
import yaml

from wushan_credit import env

BASE = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SECRET_WORDS = re.compile(r"PASSWORD|SECRET|KEY|AUTH|_URL")
VARIABLE = re.compile(r"\$\{(\w+)(:[?-][^}]*)?\}")


def test_all_parts_of_the_system_are_there():
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "db", "queue"}


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_secret_has_a_default(service):
    for name, value in SERVICES[service]["environment"].items():
        if not SECRET_WORDS.search(name) or name in {"SITE_URL", "EMAIL_URL", "WEBHOOK_URL", "WEBHOOK_KEY"}:
            continue
        uses = VARIABLE.findall(str(value))
        assert uses, f"{service}.{name} is written out"
        assert all(rule.startswith(":?") for _variable, rule in uses), f"{service}.{name} may be empty"


def test_the_application_gets_every_variable_production_requires():
    given = set(SERVICES["web"]["environment"])
    assert {variable.name for variable in env.VARIABLES if variable.required} <= given


def test_whatever_an_operator_writes_into_the_env_file_reaches_the_application():
    """What compose does not hand on would be read by nobody, silently. Two variables are only for trials."""
    known = {variable.name for variable in env.VARIABLES}
    assert set(SERVICES["web"]["environment"]) == known - {"WUSHAN_TODAY", "DEBUG"}


@pytest.mark.parametrize("service", ["web", "worker", "beat", "migrate"])
def test_the_application_can_gain_no_rights(service):
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_nothing_serves_before_the_database_is_migrated(service):
    waits = SERVICES[service]["depends_on"]
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert waits["db"]["condition"] == waits["queue"]["condition"] == "service_healthy"


@pytest.mark.parametrize("service", ["worker", "beat", "db", "queue"])
def test_every_lasting_service_has_a_health_check(service):
    assert SERVICES[service]["healthcheck"]["test"]


def test_only_the_web_is_published_and_only_to_the_proxy_on_this_machine():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_the_image_runs_without_root_and_checks_itself():
    lines = (BASE / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER wushan" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert lines.index("USER wushan") < next(i for i, line in enumerate(lines) if line.startswith("CMD"))


def test_local_state_and_secrets_stay_out_of_the_image_and_the_repository():
    ignored = (BASE / ".dockerignore").read_text().split()
    assert {".local", ".env", ".git", ".venv"} <= set(ignored)
    assert {".local/", ".env", ".venv/"} <= set((BASE / ".gitignore").read_text().split())


def test_the_example_environment_names_what_compose_demands_and_fills_in_no_secret():
    lines = (BASE / ".env.example").read_text(encoding="utf-8").splitlines()
    named = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    text = (BASE / "docker-compose.yml").read_text(encoding="utf-8")
    demanded = {name for name, rule in VARIABLE.findall(text) if rule.startswith(":?")}
    assert demanded <= set(named)
    assert not any(named[name] for name in demanded)


@pytest.mark.parametrize("name", ["docker/init-database.sh", ".ci/run", "manage.py"])
def test_programs_can_be_executed(name):
    assert (BASE / name).stat().st_mode & stat.S_IXUSR
