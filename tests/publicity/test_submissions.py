"""Submissions: what is ready goes into the platform's columns; what may not go stays, with its reason; nothing goes twice."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections
from openpyxl import load_workbook

from accounts.roles import CLERK, CREDIT_OFFICE, REVIEWER
from audit.models import Access
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from core.sheets.reading import read_workbook
from exchange.models import Export
from publicity.assembly import canonical_json, digest
from publicity.exporting import row_digest
from publicity.models import Decision, FieldSpec, PlatformRejection, Submission, SubmissionRow
from publicity.services.entry import decision_enter
from publicity.services.moves import decision_approve
from publicity.services.standards import edition_for, standard_of
from publicity.services.submissions import (
    submission_cancel,
    submission_mark_sent,
    submission_open,
)
from publicity.standard.findings import texts
from publicity.standard.templates import template_for
from tests.factories import make_decision, make_section, make_user
from tests.publicity.reporting import ID_NUMBER, TODAY, make, ready

REWARD = {
    "party_name": "重庆晨光律师事务所", "party_kind": "法人及非法人组织", "uscc": "31500000MD0000008D", "legal_rep": "周明远",
    "doc_number": "巫山司奖〔2026〕1号", "title": "先进集体", "content": "工作成绩突出", "decided_on": "2026-08-03",
    "agency": "巫山县司法局", "agency_code": "115002370091012384", "source": "巫山县司法局", "source_code": "115002370091012384",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_the_first_of_september():
    with clock.override(TODAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK)


@pytest.mark.django_db
class TestMaking:
    """From 可报送 to a file."""

    def test_ready_decisions_go_into_one_numbered_file_and_become_exported(self, clerk):
        first, second = ready(1), ready(2)
        made = make(clerk)
        submission = made.submission
        assert submission.number == "BS-20260901-01"
        assert (submission.row_count, submission.state, made.left_out) == (2, "made", ())
        content = submission.file.read()
        assert hashlib.sha256(content).hexdigest() == submission.sha256
        assert not submission.file.storage.url(submission.file.name).startswith("/static")
        for decision in (first, second):
            decision.refresh_from_db()
            assert (decision.state, clock.local_date(decision.exported_at)) == ("exported", TODAY)
        assert first.history.order_by("-pgh_id").first().pgh_context["action"] == "publicity.submission.made"
        ready(3)
        assert make(clerk).submission.number == "BS-20260901-02"

    def test_sheets_columns_and_cells_are_the_platforms(self, clerk):
        ready(1, kind="licence", party="legal")
        ready(2, kind="licence", party="natural")
        ready(3, kind="licence", party="sole")
        submission = make(clerk, kind="licence").submission
        book = load_workbook(io.BytesIO(submission.file.read()))
        standard = standard_of(edition_for("licence", on=TODAY))
        assert book.sheetnames == ["法人许可", "自然人许可"]
        for name, party in (("法人许可", "legal"), ("自然人许可", "natural")):
            headers = [cell.value for cell in book[name][1]]
            assert headers == template_for(standard, party).headers
        assert book["法人许可"].max_row == 3, "sole traders are reported on the sheet of organisations"
        row = dict(zip([c.value for c in book["法人许可"][1]], book["法人许可"][2], strict=True))
        assert row["许可决定日期"].value == "2026/03/02"
        assert row["有效期至"].value == "2099/12/31"
        code = row["行政相对人代码_1 (统一社会信用代码)"]
        assert (code.value, code.data_type, code.number_format) == ("31500000MD0000008D", "s", "@")
        assert ID_NUMBER in [cell.value for cell in book["自然人许可"][2]]

    @pytest.mark.parametrize("kind", ["penalty", "licence"])
    def test_our_file_opened_again_and_read_in_gives_identical_decisions(self, clerk, kind):
        decisions = {}
        for number, party in enumerate(("legal", "natural", "sole", "legal"), start=1):
            more = (
                {"category": "罚款", "content": "罚款人民币2000元", "fine": "0.2"}
                if (kind, number) == ("penalty", 4)
                else {}
            )
            one = ready(number, kind=kind, party=party, remark="第一行\n第二行" if number == 1 else "", **more)
            decisions[one.number] = one
        submission = make(clerk, kind=kind).submission
        standard = standard_of(submission.edition)
        number_code = standard.roles["doc_number"]
        secret = {standard.roles[role] for role in ("id_number", "legal_rep_id")}
        seen = {}
        for sheet in read_workbook(submission.file.read()).sheets:
            template = template_for(standard, "natural" if sheet.name.startswith("自然人") else "legal")
            checker = standard.checker(columns=template.codes)
            for row, cells in list(sheet.numbered_rows())[1:]:
                values = texts(checker.judge(cells, row).values)
                data = {code: text for code, text in values.items() if code not in secret}
                seen[values[number_code]] = digest(
                    canonical_json(data), {c: t for c, t in values.items() if c in secret}
                )
                placed = SubmissionRow.objects.get(submission=submission, sheet=sheet.name, row=row)
                assert placed.decision.number == values[number_code]
                assert placed.digest == row_digest(
                    [cell or "" for cell in cells] + [""] * (len(template.codes) - len(cells))
                )
        assert seen == {number: one.content_digest for number, one in decisions.items()}

    def test_a_kind_without_a_template_gets_one_sheet_with_all_its_fields(self, clerk):
        edition = edition_for("reward", on=TODAY)
        standard = standard_of(edition)
        category = standard.field_for("category")
        values = {standard.roles[role]: value for role, value in REWARD.items()}
        values[category.code] = category.enum[0]["value"]
        entered = decision_enter(actor=clerk, kind="reward", raw_values=values)
        decision_approve(actor=make_user(REVIEWER, section=clerk.section), decision=entered)
        book = load_workbook(io.BytesIO(make(clerk, kind="reward").submission.file.read()))
        assert book.sheetnames == ["行政奖励"]
        fields = FieldSpec.objects.filter(edition=edition).order_by("order")
        assert [cell.value for cell in book.active[1]] == list(fields.values_list("header", flat=True))
        assert "2026/08/03" in [cell.value for cell in book.active[2]]

    def test_a_field_without_a_column_is_said_not_dropped_in_silence(self, clerk):
        ready(1, legal_rep_id_type="身份证")
        assert make(clerk).remarks == ("巫山司罚决字〔2026〕1号：平台模板没有“法定代表人证件类型”列，该内容不报送。",)


@pytest.mark.django_db
class TestLeftOut:
    """What may not go, and why."""

    def test_a_major_penalty_without_legal_review_stays_behind(self, clerk):
        major = ready(1, category="限制从业", content="停止执业三个月", penalty_until="2026-06-02")
        ready(2)
        assert Decision.objects.get(pk=major.pk).major
        made = make(clerk)
        (left,) = made.left_out
        assert (left.decision.pk, left.code) == (major.pk, "legal_review")
        assert "法制审核意见" in left.reason
        assert made.submission.row_count == 1
        Decision.objects.filter(pk=major.pk).update(
            legal_review_number="法审〔2026〕1号", legal_review_on=date(2026, 3, 1)
        )
        assert make(clerk).submission.row_count == 1

    @pytest.mark.parametrize("state", ["exported", "reported", "accepted"])
    def test_the_database_itself_refuses_a_major_penalty_without_review(self, clerk, state):
        major = ready(1, category="限制从业", content="停止执业三个月", penalty_until="2026-06-02")
        with pytest.raises(IntegrityError, match="publicity_major_has_legal_review"):
            Decision.objects.filter(pk=major.pk).update(state=state, first_reported_on=TODAY)

    @pytest.mark.parametrize(
        ("state", "code"), [("draft", "entry"), ("pending", "entry"), ("returned", "entry"), ("rejected", "rejected")]
    )
    def test_what_is_not_ready_is_listed_so_that_nobody_forgets_it(self, clerk, state, code):
        ready(1)
        more = {"first_reported_on": TODAY} if state == "rejected" else {}
        forgotten = make_decision(state=state, decided_on=date(2026, 8, 3), **more)
        (left,) = make(clerk).left_out
        assert (left.decision, left.code) == (forgotten, code)

    def test_a_row_that_no_longer_passes_the_rules_stays_and_the_file_has_no_rule_error(self, clerk):
        stale, good = ready(1), ready(2)
        Decision.objects.filter(pk=stale.pk).update(data={**stale.data, "CF_YJ": ""})
        made = make(clerk)
        (left,) = made.left_out
        assert (left.decision.pk, left.code) == (stale.pk, "rules")
        assert "处罚依据" in left.reason
        assert list(made.submission.rows.values_list("decision_id", flat=True)) == [good.pk]

    def test_what_the_platform_rejected_once_is_stopped_and_counted(self, clerk):
        ready(1, violation="违法行为待核")
        ready(2)
        rule = PlatformRejection.objects.create(
            kind_id="penalty", message="违法行为类型不规范", field_code="CF_WFXW", bad_value="违法行为待核"
        )
        made = make(clerk)
        assert [left.code for left in made.left_out] == ["rules"]
        assert "违法行为类型不规范" in made.left_out[0].reason
        rule.refresh_from_db()
        assert rule.hits == 1

    def test_rows_of_an_older_edition_wait_for_a_file_of_their_own(self, clerk):
        ready(1)
        old = make_decision(edition=edition_for("penalty", code="2016"), decided_on=date(2026, 8, 3))
        (left,) = make(clerk).left_out
        assert (left.decision, left.code) == (old, "edition")

    def test_the_period_counts_by_the_day_of_decision(self, clerk):
        ready(1, decided_on="2026-03-02")
        later = ready(2, decided_on="2026-03-05")
        made = make(clerk, since=date(2026, 3, 3), until=date(2026, 3, 31))
        assert list(made.submission.rows.values_list("decision_id", flat=True)) == [later.pk]

    def test_with_nothing_ready_every_reason_is_told_and_nothing_written(self, clerk):
        make_decision(state="draft", number="巫山司罚决字〔2026〕9号", decided_on=date(2026, 8, 3))
        with pytest.raises(NotReady, match="巫山司罚决字〔2026〕9号：还是草稿"):
            make(clerk)
        assert not Submission.objects.exists()
        with pytest.raises(NotReady, match="没有登记，或者都已经导出"):
            make(clerk, kind="licence")

    def test_a_clerk_reports_the_own_section_only_and_others_not_at_all(self, clerk):
        ready(1)
        with pytest.raises(NotReady):
            make(make_user(CLERK, section=make_section("approval")))
        with pytest.raises(Forbidden):
            make(make_user("", section=clerk.section))
        assert make(make_user(CREDIT_OFFICE, section=make_section("credit-office"))).submission.row_count == 1


@pytest.mark.django_db
class TestSentAndCancelled:
    """已导出 → 已上报, or back."""

    def test_the_day_counts_as_first_report_only_once(self, clerk):
        fresh, again = ready(1), ready(2)
        Decision.objects.filter(pk=again.pk).update(first_reported_on=date(2026, 3, 4))
        submission = make(clerk).submission
        submission_mark_sent(actor=clerk, submission=submission, sent_on=TODAY)
        assert set(Decision.objects.values_list("pk", "state", "first_reported_on")) == {
            (fresh.pk, "reported", TODAY), (again.pk, "reported", date(2026, 3, 4)),
        }  # fmt: skip
        submission.refresh_from_db()
        assert (submission.state, submission.sent_on, submission.sent_by) == ("sent", TODAY, clerk)
        with pytest.raises(InvalidTransition, match="已上报"):
            submission_mark_sent(actor=clerk, submission=submission, sent_on=TODAY)

    @pytest.mark.parametrize(("day", "message"), [(1, "不能晚于今天"), (-1, "早于文件生成日期")])
    def test_impossible_days_are_refused(self, clerk, day, message):
        ready(1)
        submission = make(clerk).submission
        with pytest.raises(DomainError, match=message):
            submission_mark_sent(actor=clerk, submission=submission, sent_on=TODAY + timedelta(days=day))
        assert Decision.objects.get().state == "exported"

    def test_a_cancelled_file_gives_its_decisions_back(self, clerk):
        decision = ready(1)
        submission = make(clerk).submission
        with pytest.raises(DomainError, match="理由"):
            submission_cancel(actor=clerk, submission=submission, reason="错")
        submission_cancel(actor=clerk, submission=submission, reason="期间选错了，重新生成")
        decision.refresh_from_db()
        assert (decision.state, decision.exported_at) == ("ready", None)
        assert submission.rows.get().state == "cancelled"
        second = make(clerk).submission
        submission_mark_sent(actor=clerk, submission=second, sent_on=TODAY)
        with pytest.raises(InvalidTransition):
            submission_cancel(actor=clerk, submission=second, reason="期间选错了，重新生成")

    def test_the_file_is_opened_by_those_who_submit_and_each_look_is_registered(self, clerk):
        ready(1, party="natural")
        submission = make(clerk).submission
        assert submission_open(actor=clerk, submission=submission, purpose="上报")[:2] == b"PK"
        assert Access.objects.filter(deed="export", actor_id=clerk.pk, object_title=submission.number).exists()
        entry = Export.objects.get(actor=clerk)
        assert (entry.official, entry.sha256, entry.rows, entry.purpose) == (True, submission.sha256, 1, "reporting")
        assert submission.number in entry.title and not entry.file
        with pytest.raises(Forbidden):
            submission_open(
                actor=make_user(CLERK, section=make_section("approval")), submission=submission, purpose="看"
            )

    def test_a_file_changed_on_disk_is_not_handed_out(self, clerk):
        ready(1)
        submission = make(clerk).submission
        with open(submission.file.path, "ab") as stream:
            stream.write(b"x")
        with pytest.raises(DomainError, match="可能被改动过"):
            submission_open(actor=clerk, submission=submission, purpose="上报")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_never_put_one_decision_into_two_files():
    section = make_section("legal-affairs")
    people = [make_user(CLERK, section=section) for _ in range(2)]
    decisions = [ready(number) for number in range(1, 7)]
    gate, made, refused = threading.Barrier(2), [], []

    def submit(person):
        try:
            with clock.override(TODAY):
                gate.wait(timeout=10)
                made.append(make(person).submission.pk)
        except NotReady:
            refused.append(person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=submit, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (len(made), len(refused)) == (1, 1)
    assert sorted(SubmissionRow.objects.values_list("decision_id", flat=True)) == sorted(one.pk for one in decisions)
