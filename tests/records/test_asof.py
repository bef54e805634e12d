"""按某日的状态查看: what history tells of a moment is what the tables said at that moment."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.services import SYSTEM
from core import clock
from core.errors import DomainError
from records.asof import as_of, end_of
from records.models import Affiliation, CreditRecord, Evidence, Subject
from records.services import records as on_records
from records.services.affiliations import affiliation_close, affiliation_hand_over, affiliation_open
from records.services.evidence import evidence_add, evidence_withdraw
from records.services.subject_file import subject_rename
from tests.factories import make_record, make_rule, make_subject, next_number

TODAY = date(2026, 9, 20)
WHY = "核查后决定"
STEPS = (
    "rename",
    "record",
    "suspend",
    "resume",
    "withdraw",
    "reclass",
    "disclose",
    "tie",
    "end",
    "head",
    "paper",
    "drop",
)
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 99))
days = st.lists(st.dates(date(2026, 4, 1), date(2028, 12, 31)), min_size=1, max_size=3)


def moment_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


class Life:
    """A firm to which things happen, each in a transaction of its own."""

    def __init__(self):
        self.firm = make_subject()
        self.day = date(2026, 4, 1)

    def happen(self, kind: str, number: int) -> None:
        """Do it, or let the rules refuse it: both are history."""
        self.day += timedelta(days=1)
        try:
            getattr(self, kind)(number)
        except DomainError:
            assert kind not in ("record", "tie")

    def _record(self, number: int):
        records = list(self.firm.records.order_by("pk"))
        if not records:
            raise DomainError("还没有记录")
        return records[number % len(records)]

    def _tie(self, number: int):
        ties = list(self.firm.affiliations_given.order_by("pk"))
        if not ties:
            raise DomainError("还没有任职")
        return ties[number % len(ties)]

    def _person(self):
        return make_subject(kind="service_worker", id_hash=f"{next_number():064d}", name=f"陈思源{next_number()}")

    def rename(self, number):
        subject_rename(actor=SYSTEM, subject=self.firm, name=f"重庆新名{number}律师事务所", since=self.day, reason=WHY)

    def record(self, number):
        make_record(
            subject=self.firm, event_date=date(2026, 4, 1) + timedelta(days=number),
            disclosure="public" if number % 3 else "shared",
        )  # fmt: skip

    def suspend(self, number):
        on_records.record_suspend(actor=SYSTEM, record=self._record(number), reason=WHY)

    def resume(self, number):
        on_records.record_resume(actor=SYSTEM, record=self._record(number), reason=WHY)

    def withdraw(self, number):
        on_records.record_withdraw(actor=SYSTEM, record=self._record(number), reason=WHY)

    def reclass(self, number):
        severity = ("minor", "general", "serious")[number % 3]
        on_records.record_confirm_class(actor=SYSTEM, record=self._record(number), severity=severity, basis=WHY)

    def disclose(self, number):
        disclosure = ("public", "shared", "withheld")[number % 3]
        on_records.record_decide_disclosure(
            actor=SYSTEM, record=self._record(number), disclosure=disclosure, reason=WHY
        )

    def tie(self, number):
        affiliation_open(
            actor=SYSTEM,
            person=self._person(),
            institution=self.firm,
            role="practitioner",
            since=self.day,
            source="聘用合同",
        )

    def end(self, number):
        affiliation_close(actor=SYSTEM, affiliation=self._tie(number), until=self.day, source="解聘证明")

    def head(self, number):
        affiliation_hand_over(
            actor=SYSTEM,
            institution=self.firm,
            person=self._person(),
            role="principal",
            since=self.day,
            source="变更决定",
        )

    def paper(self, number):
        content = b"%PDF-1.4 " + str(next_number()).encode()
        evidence_add(actor=SYSTEM, record=self._record(number), content=content, filename="a.pdf", title="决定书")

    def drop(self, number):
        paper = Evidence.objects.filter(record=self._record(number)).order_by("pk").last()
        if paper:
            evidence_withdraw(actor=SYSTEM, evidence=paper, reason="传错了文件")


RECORD_FIELDS = (
    "id", "disclosure", "disclosure_reason", "severity", "severity_confirmed", "publish_from", "publish_until", "suspended_at",
    "suspended_reason", "withdrawn_at", "title", "event_date", "item_id", "rule_version_id",
)  # fmt: skip
SUBJECT_FIELDS = ("name", "kind", "uscc", "legal_representative", "institution_id", "state", "pinyin")
TIE_FIELDS = ("id", "person_id", "institution_id", "role", "since", "until", "source", "end_source")
NAME_FIELDS = ("id", "name", "valid_from", "valid_until")
PAPER_FIELDS = ("id", "record_id", "title", "sha256", "withdrawn_at")


def values(rows, fields):
    return sorted(tuple(getattr(row, name) for name in fields) for row in rows)


def snapshot(firm, on):
    """What the live tables say now, and which records the public's own rule shows on each day."""
    live = Subject.objects.get(pk=firm.pk)
    public = {
        day: set(CreditRecord.objects.public(day).filter(subject=firm).values_list("pk", flat=True)) for day in on
    }
    return {
        "subject": tuple(getattr(live, name) for name in SUBJECT_FIELDS),
        "names": values(live.names.all(), NAME_FIELDS),
        "ties": values(Affiliation.objects.filter(Q(person=firm) | Q(institution=firm)), TIE_FIELDS),
        "records": values(live.records.all(), RECORD_FIELDS),
        "papers": values(Evidence.objects.filter(record__subject=firm), PAPER_FIELDS),
        "public": public,
    }


def told(firm, moment, on):
    """The same from history alone."""
    picture = as_of(firm, moment)
    public = {day: {row.id for row in as_of(firm, moment, day).records if row.is_public} for day in on}
    return {
        "subject": tuple(getattr(picture.subject, name) for name in SUBJECT_FIELDS),
        "names": values(picture.names, NAME_FIELDS),
        "ties": values(picture.affiliations, TIE_FIELDS),
        "records": values(picture.records, RECORD_FIELDS),
        "papers": values(picture.evidence, PAPER_FIELDS),
        "public": public,
    }


@pytest.fixture
def rules(transactional_db):
    for severity, months in (("minor", 3), ("general", 12), ("serious", 36)):
        make_rule(severity=severity, months=months)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(step, min_size=4, max_size=14), on=days)
def test_the_view_of_a_moment_equals_the_snapshot_taken_then(rules, steps, on):
    with clock.override(TODAY):
        life = Life()
        taken = []
        for kind, number in [("record", 1), *steps]:
            life.happen(kind, number)
            taken.append((moment_now(), snapshot(life.firm, on)))
        for moment, seen in taken:
            assert told(life.firm, moment, on) == seen


@pytest.mark.django_db(transaction=True)
def test_before_it_was_opened_there_is_no_file():
    before = moment_now()
    firm = make_subject()
    make_record(subject=firm)
    picture = as_of(firm, before)
    assert picture.subject is None and picture.records == [] and picture.names == []


def test_the_state_of_a_day_is_that_of_its_last_moment_in_wushan():
    assert end_of(date(2025, 6, 30)).isoformat() == "2025-06-30T23:59:59.999999+08:00"
