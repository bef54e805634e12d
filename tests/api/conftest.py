"""A bureau with something behind every address of the API, and a machine that may do everything."""

from __future__ import annotations

import pytest

from accounts.models import ApiToken
from accounts.roles import REVIEWER
from accounts.scopes import SCOPES
from core import clock
from tests.factories import make_section, make_user
from tests.website.conftest import firm, lawyer, today, town  # noqa: F401 - fixtures


@pytest.fixture
def chief(town):  # noqa: F811
    """A reviewer of the section to which the town's decisions belong."""
    decision = town["penalty"].decision
    return make_user(REVIEWER, section=decision.section or make_section())


@pytest.fixture
def headers(chief) -> dict[str, str]:
    """Token of the chief with all scopes, and a purpose."""
    plain = ApiToken.fresh()
    ApiToken.objects.create(
        user=chief, name="试验", digest=ApiToken.hash(plain), scopes=list(SCOPES),
        expires_at=clock.now().replace(year=clock.now().year + 1),
    )  # fmt: skip
    return {"Authorization": f"Token {plain}", "X-Purpose": "audit", "X-Matter": "WS-2026-7"}


@pytest.fixture
def job(chief):
    """A file that was handed in."""
    from exchange.models import Job

    return Job.objects.create(
        kind="decisions", actor=chief, section=chief.section, filename="九月.xlsx", sha256="a" * 64
    )
