"""应归尽归: a month is not closed while another item of the section has nothing to show for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import REVIEWER
from core import clock
from core.errors import NotReady
from publicity.models import DecisionKind, MonthClose
from publicity.services.months import month_close, zero_declare
from records.models import ItemZero
from records.services.zeros import zero_sign, zero_take_back
from tests.factories import make_decision, make_section, make_user
from tests.publicity.test_months import APRIL_5, MARCH, numbered, series_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_april():
    with clock.override(APRIL_5):
        yield


@pytest.fixture
def kind():
    return DecisionKind.objects.get(code="penalty")


@pytest.fixture
def section():
    return make_section("legal-affairs")


@pytest.fixture
def reviewer(section):
    return make_user(REVIEWER, section=section)


@pytest.fixture
def complete(kind, section):
    numbered(series_of(kind), 1, section=section)


def fill(actor, section, *codes):
    for code in codes:
        kind = DecisionKind.objects.filter(item_code=code).first()
        if kind:
            zero_declare(actor=actor, kind=kind, section=section, month=MARCH)
        else:
            zero_sign(actor=actor, code=code, section=section, day=MARCH)


def test_every_gap_of_the_section_and_month_is_named_until_it_is_filled(kind, section, reviewer, complete):
    for missing, filled in (
        ("行政强制（2026年3月）", "XZ-QZ"),
        ("行政裁决（2026年第一季度）", "XZ-CJ"),
        ("司法裁判", "SF-PJ"),
    ):
        with pytest.raises(NotReady, match=missing):
            month_close(actor=reviewer, kind=kind, section=section, month=MARCH)
        fill(reviewer, section, filled)
    assert month_close(actor=reviewer, kind=kind, section=section, month=MARCH)


def test_what_ends_in_another_month_or_belongs_to_another_section_does_not_count(kind, section, reviewer):
    numbered(series_of(kind), 1, section=section, on=date(2026, 2, 3))
    zero_declare(
        actor=reviewer, kind=DecisionKind.objects.get(code="coercion"), section=section, month=date(2026, 2, 1)
    )
    assert month_close(actor=reviewer, kind=kind, section=section, month=date(2026, 2, 1))


def test_declaring_zero_waits_for_nobody(kind, section, reviewer, complete):
    fill(reviewer, section, "XZ-QZ", "XZ-CJ")
    assert MonthClose.objects.filter(zero=True).count() == 2


def test_a_quarter_is_held_up_by_the_months_within_it(section, reviewer):
    kind = DecisionKind.objects.get(code="adjudication")
    make_decision(
        kind=kind, section=section, decided_on=date(2026, 1, 9), state="accepted", first_reported_on=date(2026, 1, 9),
        accepted_on=date(2026, 1, 9),
    )  # fmt: skip
    with pytest.raises(NotReady, match="行政强制（2026年2月）"):
        month_close(actor=reviewer, kind=kind, section=section, month=MARCH)


def test_a_zero_taken_back_closes_the_way_again(kind, section, reviewer, complete):
    fill(reviewer, section, "XZ-QZ", "XZ-CJ", "SF-PJ")
    zero_take_back(actor=reviewer, zero=ItemZero.objects.get(), reason="漏看了一份判决书")
    with pytest.raises(NotReady, match="司法裁判"):
        month_close(actor=reviewer, kind=kind, section=section, month=MARCH)


def test_the_page_leads_to_the_gaps(client, section, reviewer, complete):
    client.force_login(reviewer)
    page = client.get(reverse("admin:publicity_month", args=["penalty", section.pk, "2026-03"])).content.decode()
    assert "目录事项还有缺项" in page and "签署月结" not in page
    assert f"{reverse('admin:records_coverage_gaps')}?section={section.pk}&amp;year=2026" in page
