"""决定台账 as a workbook that is changed and sent back: drafts are changed, checked decisions corrected, others left alone."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden
from exchange.roundtrip import trip_of
from exchange.services.roundtrips import roundtrip_confirm
from publicity.models import Decision, LinkedEvent, StandardEdition
from publicity.services import moves
from publicity.services.entry import decision_change, decision_enter, raw_values_of
from records.models import CreditRecord
from tests.exchange.trips import changed, codes, send_back, take_out
from tests.factories import make_section, make_user
from tests.publicity.rows import headers_of, numbered, row_of
from tests.support.together import together
from wushan_credit.demo import cast, rows

WHY = "核对决定书原件后更正"
ID_NUMBER = "110101199003074530"
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today():
    with clock.override(date(2026, 9, 1)):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK)


def entered(actor, state="draft", values=None, kind="penalty") -> Decision:
    return decision_enter(actor=actor, kind=kind, raw_values=values or row_of(kind), state=state)


def approved(actor, values=None) -> Decision:
    return moves.decision_approve(actor=make_user(REVIEWER), decision=entered(actor, "pending", values))


def taken_out(actor, decision):
    return take_out(actor, "decisions", edition=str(decision.edition_id))[1]


def edited(content, *edits, more=None):
    return changed(content, *edits, sheet="决定台账", more=more)


FACTS, BASIS = headers_of("penalty")["CF_WFXW"], headers_of("penalty")["CF_YJ"]


@pytest.mark.django_db
class TestIdentity:
    def test_sent_back_untouched_nothing_changes_for_any_kind_of_the_demo(self, clerk):
        places = cast.institutions()
        people = cast.people(places)
        for number, place in enumerate(places[:6], start=1):
            entered(clerk, values=rows.penalty(place, rows.number("penalty", 2026, number), DAY, number % 4))
            entered(clerk, values=rows.reward(place, rows.number("reward", 2026, number), DAY), kind="reward")
            person = people[40 + number]
            text = rows.worker_licence(person, place, rows.number("licence", 2026, number), DAY, change=False)
            entered(clerk, values=text, kind="licence")
        for values in numbered("penalty", 3):
            approved(clerk, values)
        before = list(Decision.objects.order_by("pk").values())
        trip, seen = trip_of("decisions"), 0
        for _words, params in trip.ways_out(clerk):
            entry, content = take_out(clerk, "decisions", **params)
            for file in (content, edited(content)):
                job = send_back(clerk, "decisions", file)
                assert (job.state, job.good, job.bad, job.unchanged) == ("checked", 0, 0, entry.rows)
            seen += entry.rows
        assert seen == len(before) == 21 and list(Decision.objects.order_by("pk").values()) == before

    def test_every_standard_makes_columns_that_can_be_told_apart(self, db):
        trip = trip_of("decisions")
        for edition in StandardEdition.objects.all():
            headers = [column.header for column in trip.columns(str(edition.pk))]
            assert len(headers) == len(set(headers)), edition

    def test_no_identity_number_is_in_the_workbook(self, clerk):
        decision = entered(clerk, values=row_of("penalty", party="natural"))
        assert decision.secrets
        old = decision.data | {"CF_SY": f"旧系统迁来的文字（{ID_NUMBER}）"}
        Decision.objects.filter(pk=decision.pk).update(data=old)
        content = taken_out(clerk, decision)
        book = load_workbook(io.BytesIO(content))
        texts = [str(cell.value) for page in book for line in page.iter_rows() for cell in line if cell.value]
        secret = set(raw_values_of(decision, secrets=True).values()) - set(decision.data.values())
        assert secret and not any(number in text for text in texts for number in secret | {ID_NUMBER})
        assert send_back(clerk, "decisions", content).unchanged == 1


@pytest.mark.django_db
class TestWriting:
    def test_a_draft_is_changed_and_a_checked_decision_corrected(self, clerk):
        first, second = numbered("penalty", 2)
        draft, ready = entered(clerk, values=first), approved(clerk, second)
        content = edited(
            taken_out(clerk, draft), (draft.number, FACTS, "新查明的行为"), (ready.number, FACTS, "更正后的行为")
        )
        job = send_back(clerk, "decisions", content)
        assert (job.good, job.bad) == (2, 0), codes(job)
        done = roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        draft.refresh_from_db()
        ready.refresh_from_db()
        assert (done.created, draft.state, ready.state) == (2, "draft", "ready")
        assert (draft.data["CF_WFXW"], ready.data["CF_WFXW"]) == ("新查明的行为", "更正后的行为")
        assert LinkedEvent.objects.get().decision == ready and LinkedEvent.objects.get().reason == WHY
        assert {"publicity.decision.changed", "publicity.decision.corrected"} <= set(
            Action.objects.values_list("code", flat=True)
        )
        assert CreditRecord.objects.count() == 1
        again = send_back(clerk, "decisions", content)
        assert (again.good, again.bad, again.unchanged) == (0, 0, 2)

    def test_a_secret_stays_when_another_cell_changes(self, clerk):
        decision = entered(clerk, values=row_of("penalty", party="natural"))
        secret = raw_values_of(decision, secrets=True)
        job = send_back(
            clerk, "decisions", edited(taken_out(clerk, decision), (decision.number, FACTS, "新查明的行为"))
        )
        roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        decision.refresh_from_db()
        assert raw_values_of(decision, secrets=True) == secret | {"CF_WFXW": "新查明的行为"}

    def test_a_stale_row_is_refused_with_the_three_values(self, clerk):
        decision = entered(clerk)
        content = taken_out(clerk, decision)
        old = decision.data["CF_WFXW"]
        decision_change(
            actor=make_user(CLERK), decision=decision, raw_values=row_of("penalty") | {"CF_WFXW": "同事改的"}
        )
        job = send_back(clerk, "decisions", edited(content, (decision.number, FACTS, "我改的")))
        assert (job.good, codes(job)) == (0, {"E-RT-02"})
        assert job.summary["stale"][0]["lines"] == [
            {"label": FACTS, "exported": old, "now": "同事改的", "typed": "我改的"}
        ]
        assert send_back(clerk, "decisions", content).unchanged == 1

    def test_a_step_made_meanwhile_makes_the_row_stale(self, clerk):
        decision = entered(clerk)
        content = edited(taken_out(clerk, decision), (decision.number, FACTS, "我改的"))
        job = send_back(clerk, "decisions", content)
        moves.decision_submit(actor=clerk, decision=decision)
        done = roundtrip_confirm(actor=clerk, job=job, reason=WHY)
        assert (done.created, done.bad, codes(done)) == (0, 1, {"E-RT-02"})
        version = next(one["suggestion"] for row in done.rows.all() for one in row.findings)
        forced = send_back(
            clerk,
            "decisions",
            edited(content, (decision.number, "版本", version), (decision.number, "台账状态", "待审核")),
        )
        assert codes(forced) == {"E-STATE-01"}


@pytest.mark.django_db
class TestRefusing:
    def test_what_the_form_refuses_is_refused_by_the_same_rule(self, clerk):
        decision = approved(clerk)
        content = taken_out(clerk, decision)
        heads = headers_of("penalty")
        for code, value, rule in (
            ("CF_XDR_SHXYM", "31500000MD0000009D", "E-ID-02"), ("CF_YJ", None, "E-REQ-01"), ("CF_JDRQ", "2027-01-01", "E-DT-01"),
        ):  # fmt: skip
            job = send_back(clerk, "decisions", edited(content, (decision.number, heads[code], value)))
            assert job.good == 0 and rule in codes(job), (code, codes(job))

    def test_another_sections_row_is_like_an_unknown_one(self, clerk):
        decision = entered(clerk)
        content = edited(taken_out(clerk, decision), (decision.number, FACTS, "别科改的"))
        other = make_user(CLERK, section=make_section("notary"))
        stranger = send_back(other, "decisions", content)
        assert codes(stranger) == {"E-RT-01"} and not stranger.good and not stranger.summary["changes"]
        with pytest.raises(DomainError):
            take_out(other, "decisions", edition=str(decision.edition_id))
        office = make_user(CREDIT_OFFICE, section=make_section("credit"))
        assert send_back(office, "decisions", content).good == 1

    def test_two_kinds_in_one_file_and_a_missing_right_are_refused(self, clerk):
        decision, licence = entered(clerk), entered(clerk, kind="licence")
        content = edited(taken_out(clerk, decision), more=lambda page: page.cell(3, 1, str(licence.public_id)))
        assert "几个种类" in send_back(clerk, "decisions", content).error
        leader = make_user(LEADER)
        with pytest.raises(Forbidden):
            take_out(leader, "decisions", edition=str(decision.edition_id))
        with pytest.raises(Forbidden):
            send_back(leader, "decisions", content)

    def test_as_many_queries_for_many_rows_as_for_few(self, clerk, django_assert_max_num_queries):
        for values in numbered("penalty", 12):
            decision = entered(clerk, values=values)
        content = taken_out(clerk, decision)
        with django_assert_max_num_queries(50):
            assert send_back(clerk, "decisions", content).unchanged == 12


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_end_with_one_of_them(clerk):
    decision, other = entered(clerk), make_user(CLERK)
    jobs = []
    for who in (clerk, other):
        content = edited(taken_out(who, decision), (decision.number, FACTS, f"{who}改的行为"))
        jobs.append((who, send_back(who, "decisions", content)))
    done = together(*(lambda w=who, j=job: roundtrip_confirm(actor=w, job=j, reason=WHY) for who, job in jobs))
    assert sorted((job.created, job.bad) for job in done) == [(0, 1), (1, 0)]
    assert Action.objects.filter(code="publicity.decision.changed").count() == 1
