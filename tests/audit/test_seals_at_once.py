"""Sealing and verifying beside people who write: no false alarm, nothing sealed twice, nothing forgotten."""

import random
import threading
import time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Section
from audit import anchor
from audit.models import Seal
from audit.services import seal_history
from audit.verification import verify_history
from tests.audit.tampering import raw, superuser, tamper
from tests.support.together import together

EVENTS = "accounts_sectionevent"
on_real_connections = pytest.mark.django_db(transaction=True)


def write_for(seconds: float, name: str):
    """Many short and slow transactions, some of which fail after they took numbers from the sequence."""

    def work():
        chance, end, number = random.Random(name), time.monotonic() + seconds, 0
        while time.monotonic() < end:
            number += 1
            try:
                with transaction.atomic():
                    Section.objects.create(code=f"{name}-{number}", name=f"{name} {number}")
                    time.sleep(chance.random() * 0.02)
                    Section.objects.filter(code=f"{name}-{number}").update(order=chance.randrange(100))
                    if chance.random() < 0.3:
                        raise ValueError
            except ValueError:
                continue
        return number

    return work


@on_real_connections
def test_writers_beside_the_sealer_never_raise_an_alarm():
    def seal_and_verify():
        verdicts = []
        for _ in range(12):
            seal_history()
            verdicts.append(verify_history())
            time.sleep(0.05)
        return verdicts

    *_, verdicts = together(write_for(2, "甲"), write_for(2, "乙"), write_for(2, "丙"), seal_and_verify)
    assert [v.first.message for v in verdicts if not v.ok] == []
    seal_history()
    verdict = verify_history()
    assert (verdict.ok, verdict.unsealed) == (True, {})


@on_real_connections
def test_two_sealers_at_once_seal_every_row_once():
    for number in range(40):
        Section.objects.create(code=f"s{number}", name=f"同时 {number}")
    reports = together(*[lambda: seal_history(rows_per_seal=7)] * 3)
    rows = raw(f"SELECT count(*) FROM {EVENTS}")[0][0]
    assert sum(report.sealed.get(EVENTS, 0) for report in reports) == rows
    assert sum(Seal.objects.filter(table=EVENTS).values_list("count", flat=True)) == rows
    assert verify_history().ok


@on_real_connections
def test_a_long_import_is_left_for_the_next_run_and_reported():
    seal_history()
    holding, done = threading.Event(), threading.Event()

    def import_slowly():
        with transaction.atomic():
            Section.objects.create(code="long", name="长时间导入")
            holding.set()
            done.wait(10)

    def seal_meanwhile():
        holding.wait(10)
        # A row that is committed above the number which the import has taken but not committed.
        Section.objects.create(code="short", name="短事务")
        report = seal_history(lock_timeout="200ms")
        done.set()
        return report

    _, report = together(import_slowly, seal_meanwhile)
    assert report.postponed == [EVENTS]
    assert (seal_history().sealed[EVENTS], verify_history().ok) == (2, True)


@on_real_connections
def test_the_superuser_of_the_server_is_found_out_too():
    for number in range(5):
        Section.objects.create(code=f"u{number}", name=f"超级 {number}")
    seal_history()
    row = raw(f"SELECT max(pgh_id) FROM {EVENTS}")[0][0]
    with superuser() as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET name = '改写' WHERE pgh_id = %s", [row - 2])
        cursor.execute("UPDATE accounts_section SET name = '改写' WHERE code = 'u4'")
    verdict = verify_history()
    assert (verdict.first.what, verdict.first.row) == ("changed", str(row - 2))
    assert {f.what for f in verdict.findings[1:]} == {"live_changed"}


@on_real_connections
def test_cutting_off_the_newest_seals_with_their_rows_shows_in_the_note_outside():
    Section.objects.create(code="v1", name="先")
    seal_history()
    Section.objects.create(code="v2", name="后")
    seal_history()
    noted = anchor.remembered()
    assert noted == Seal.objects.latest("id").digest
    with superuser() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE digest = %s", [noted])
        cursor.execute(f"DELETE FROM {EVENTS} WHERE code = 'v2'")
        cursor.execute("DELETE FROM accounts_section WHERE code = 'v2'")
    Section.objects.create(code="v3", name="再")
    seal_history()
    assert [(f.what, f.detail) for f in verify_history().findings] == [("cut", noted)]
    assert anchor.remembered() == noted


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 7)),
        st.tuples(st.just("update"), st.integers(0, 7)),
        st.tuples(st.just("delete"), st.integers(0, 7)),
        st.tuples(st.just("rollback"), st.integers(0, 7)),
        st.tuples(st.just("seal"), st.integers(1, 4)),
    ),
    max_size=25,
)


def walk(steps) -> None:
    for number, (kind, which) in enumerate(steps):
        code = f"h{which}"
        if kind == "insert":
            Section.objects.get_or_create(code=code, defaults={"name": f"{code} “引号”,\\ 换行\n{number}"})
        elif kind == "update":
            Section.objects.filter(code=code).update(name=f"名 {number} ''", active=number % 2 == 0)
        elif kind == "delete":
            Section.objects.filter(code=code).delete()
        elif kind == "rollback":
            with transaction.atomic():
                Section.objects.filter(code=code).update(order=number)
                transaction.set_rollback(True)
        else:
            seal_history(rows_per_seal=which)


@pytest.mark.django_db
@given(steps=STEPS, victim=st.randoms(use_true_random=False))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_history_verifies_until_somebody_touches_any_row_of_it(steps, victim):
    with transaction.atomic():
        walk(steps)
        seal_history()
        assert verify_history().ok
        rows = [row for (row,) in raw(f"SELECT pgh_id FROM {EVENTS}")]
        touched = victim.choice(rows)
        tamper(f"UPDATE {EVENTS} SET name = name || ' ' WHERE pgh_id = %s", [touched])
        first = verify_history().first
        assert (first.what, first.row) == ("changed", str(touched))
        transaction.set_rollback(True)
