"""Values that every rule lets pass are values that the tables can hold, by form, workbook and API alike."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date

import pytest

from core import clock
from core.errors import DomainError
from exchange.services.running import run_now
from publicity.importing.confirming import import_confirm, start_check
from publicity.models import Decision, DocumentSeries
from publicity.services.entry import decision_enter
from publicity.standard.rules_text import HELD
from publicity.standard.samples import standard_for
from records.models import CreditRecord, Subject
from tests.factories import make_user
from tests.publicity.rows import row_of, workbook

pytestmark = pytest.mark.django_db
LONG_NAME = "重庆" + "装" * 180 + "律师事务所"
NUMBERS = [
    "巫山司罚决字〔2026〕99999999999号",
    "巫山司罚决字〔2026〕2147483648号",
    "巫" * 100 + "〔2026〕9号",
    "巫山司罚决字〔1951〕1号",
    "巫山司罚决字〔2099〕999999号",
]


@pytest.fixture(autouse=True)
def _demo_day():
    with clock.override(date(2026, 9, 1)):
        yield


def imported(rows):
    user = make_user()
    job = run_now(
        start_check(actor=user, kind="penalty", file=workbook("penalty", rows), filename="a.xlsx", queue=False).pk
    )
    if job.good:
        import_confirm(actor=user, job=job, mode="good", signed=True, queue=False)
        job = run_now(job.pk)
    return job


def test_no_role_may_be_longer_than_its_columns():
    held_by = {
        "party_name": [(Decision, "party_name"), (Subject, "name"), (CreditRecord, "party_name")],
        "uscc": [(Decision, "party_code"), (Subject, "uscc")],
        "doc_number": [(Decision, "number"), (CreditRecord, "document_number")],
        "certificate_no": [(Decision, "certificate")],
        "agency": [(Decision, "authority"), (CreditRecord, "authority")],
        "legal_rep": [(Subject, "legal_representative")],
    }
    for role, columns in held_by.items():
        assert HELD[role] == min(model._meta.get_field(name).max_length for model, name in columns), role


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_beyond_all_measure_is_kept_as_text_outside_the_series(number):
    decision = decision_enter(actor=make_user(), kind="penalty", raw_values=row_of(doc_number=number))
    assert decision.number
    assert decision.series_id is None or DocumentSeries.objects.get(pk=decision.series_id).year == 2099


def test_a_workbook_with_such_numbers_and_names_is_imported():
    rows = [row_of(doc_number=number) for number in NUMBERS]
    rows.append(row_of(doc_number="巫山司罚决字〔2026〕7号", party_name=LONG_NAME, uscc="31500000MD0000016X"))
    job = imported(rows)
    assert job.state == "done", job.error
    assert job.created == job.good


def test_a_very_long_name_is_found_by_its_beginning():
    row = row_of(party_name=LONG_NAME)
    decision_enter(actor=make_user(), kind="penalty", raw_values=row)
    assert Decision.objects.get().party_name == LONG_NAME


def filled(rng, field, good):
    """The good value, or one as long as the standard allows, or one of odd characters."""
    limit = field.max_length or 300
    odd = "".join(rng.choice("罚甲〔（1aZ\t\n\\'\"%😀\u200b\u202e") for _ in range(rng.randint(1, 40)))
    return rng.choice([good, good, good, "罚" * limit, "装" * (limit + 1), "9" * limit, odd])


@pytest.mark.parametrize("kind", ["penalty", "licence"])
def test_whatever_is_sent_is_registered_or_refused_in_words(kind):
    rng, user = random.Random(20261122), make_user()
    entered = 0
    for number in range(40):
        good = row_of(kind, doc_number=f"巫山司罚决字〔2026〕{number + 1}号")
        row = {
            field.code: filled(rng, field, good.get(field.code, ""))
            if rng.random() < 0.25
            else good.get(field.code, "")
            for field in standard_for(kind).fields
        }
        with suppress(DomainError):  # anything else than a refusal in words breaks the test
            decision_enter(actor=user, kind=kind, raw_values=row)
            entered += 1
    assert entered == Decision.objects.count() > 0
