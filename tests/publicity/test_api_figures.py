"""Other systems read month close, rates and the ledger: the numbers of the pages, for the people of the pages."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import CLERK, CREDIT_OFFICE, LEADER
from audit.models import Access
from core import clock
from publicity.rates import rates_of
from publicity.services.rates import rates_report
from tests.factories import make_decision, make_section, make_user
from tests.support.machines import machine

pytestmark = pytest.mark.django_db
MONTHS, RATES, DECISIONS = "/api/v1/months/", "/api/v1/rates/", "/api/v1/decisions/"
PURPOSE = {"purpose": "audit", "matter": "巫山司审〔2026〕1号"}
ON = date(2026, 9, 20)
ID_NUMBER = "500237199001011231"


@pytest.fixture(autouse=True)
def _september():
    with clock.override(ON):
        yield


@pytest.fixture
def clerk():
    return make_user(CLERK, section=make_section("legal-affairs"))


@pytest.fixture
def ledger(clerk):
    return {
        "own": make_decision(section=clerk.section, state="accepted", first_reported_on=date(2026, 9, 9), title=f"违规（{ID_NUMBER}）",
                             data={"CF_SY": f"当事人（{ID_NUMBER}，电话13983271234）违规"}),
        "foreign": make_decision(section=make_section("approval")),
    }  # fmt: skip


def test_rates_are_those_of_the_page(clerk, ledger):
    answer = machine(clerk, "rates:read").get(RATES).json()
    report = rates_report(actor=clerk, since=date(2026, 1, 1), until=ON)
    assert (answer["since"], answer["until"]) == ("2026-01-01", "2026-09-20")
    assert answer["total"]["due"] == report.counts.due == 1
    expected = {rate.code: None if rate.value is None else float(rate.value) for rate in rates_of(report.counts)}
    assert answer["total"]["rates"] == expected
    assert [line["key"] for line in answer["months"]] == ["2026-09"]
    assert [line["label"] for line in answer["sections"]] == [clerk.section.name]


def test_without_anything_due_there_is_no_rate(clerk):
    assert machine(clerk, "rates:read").get(RATES).json()["total"]["rates"]["reported"] is None


def test_months_of_the_own_section_only(clerk, ledger):
    rows = (
        machine(clerk, "months:read")
        .get(MONTHS, {"since": "2026-08-01", "until": "2026-09-20", "kind": "penalty"})
        .json()["results"]
    )
    assert {row["section"] for row in rows} == {"legal-affairs"}
    by_period = {row["first"]: row for row in rows}
    assert by_period["2026-09-01"]["ledger"] == 1
    assert by_period["2026-09-01"]["status"] == "running"


def test_the_leader_reads_all_sections_and_one_of_them(ledger):
    client = machine(make_user(LEADER), "months:read", "rates:read")
    assert client.get(RATES).json()["total"]["due"] == 2
    assert client.get(RATES, {"section": "approval"}).json()["total"]["due"] == 1
    rows = client.get(MONTHS, {"section": "approval", "since": "2026-09-01"}).json()["results"]
    assert {row["section"] for row in rows} <= {"approval"}


@pytest.mark.parametrize("url", [MONTHS, RATES])
@pytest.mark.parametrize(
    ("query", "field"),
    [("since=1000-01-01", "until"), ("since=0001-01-01&until=0001-02-01", "since"), ("until=9999-12-31", "until"), ("since=2020-01-01", "until"),
     ("since=2027-01-01", "until"), ("kind=nothing", "kind"), ("section=%00x", "section"), ("since=soon", "since")],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_in_words(clerk, url, query, field):
    answer = machine(clerk, "months:read", "rates:read").get(f"{url}?{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_the_own_section_needs_no_purpose_for_its_ledger(clerk, ledger):
    answer = machine(clerk, "decisions:read").get(DECISIONS)
    assert [row["id"] for row in answer.json()["results"]] == [str(ledger["own"].public_id)]
    assert not Access.objects.exists()


def test_who_sees_all_sections_says_what_for_and_each_decision_is_registered(ledger):
    client = machine(make_user(CREDIT_OFFICE), "decisions:read")
    one = f"{DECISIONS}{ledger['foreign'].public_id}/"
    for url in (DECISIONS, one):
        refused = client.get(url)
        assert (refused.status_code, refused.json()["code"]) == (403, "E-AUD-02")
    assert len(client.get(DECISIONS, PURPOSE).json()["results"]) == 2
    assert client.get(one, PURPOSE).status_code == 200
    assert Access.objects.filter(object_type="publicity.decision", matter=PURPOSE["matter"]).count() == 3


def test_numbers_of_persons_in_the_ledgers_text_are_masked(clerk, ledger):
    text = machine(clerk, "decisions:read").get(DECISIONS).content.decode()
    assert ID_NUMBER not in text
    assert "13983271234" not in text


def test_control_characters_and_damaged_cursors_do_no_harm(clerk, ledger):
    client = machine(clerk, "decisions:read")
    assert client.get(f"{DECISIONS}?number=%00").status_code == 200
    assert client.get(f"{DECISIONS}?cursor=cD1hYmM%3D").status_code == 400
    assert client.get(f"{DECISIONS}%00/").status_code == 404
