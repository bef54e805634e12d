"""The platform's receipt: read whatever its header says, matched by number and party, applied once, nothing guessed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from accounts.roles import CLERK
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from notices.models import Notice
from publicity.models import Decision, Submission
from publicity.receipts_reading import ACCEPTED, REJECTED, UNKNOWN, Entry
from publicity.services.entry import raw_values_of
from publicity.services.events import decision_correct
from publicity.services.receipts import receipt_match, receipt_take
from publicity.services.submissions import submission_cancel, submission_make, submission_mark_sent
from tests.factories import make_section, make_user
from tests.publicity.reporting import FIRM, NUMBER, TODAY, ready


@pytest.fixture(autouse=True)
def _on_the_first_of_september():
    with clock.override(TODAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK, section=make_section("legal-affairs"))


@pytest.fixture
def submission(clerk) -> Submission:
    """Three penalties of one firm and one of a person, sent today."""
    for number in (1, 2, 3):
        ready(number, clerk=clerk)
    ready(4, party="natural", clerk=clerk)
    made = submission_make(actor=clerk, kind="penalty", since=None, until=TODAY).submission
    return submission_mark_sent(actor=clerk, submission=made, sent_on=TODAY)


def entry(number, result=ACCEPTED, *, name=FIRM, row=2, **more) -> Entry:
    return Entry(**({"row": row, "number": NUMBER.format(number), "name": name, "result": result} | more))


def state(number) -> str:
    return Decision.objects.get(number=NUMBER.format(number)).state


class TestMatching:
    """Number and party decide; what does not fit is listed with the reason."""

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"name": FIRM}, ""),
            ({"name": "重庆 晨光律师事务所 "}, ""),
            ({"name": ""}, ""),
            ({"name": "", "code": "31500000MD0000008D"}, ""),
            ({"name": "别的写法", "code": "31500000MD0000008D"}, ""),
            ({"name": "重庆晨星律师事务所"}, "相对人不同"),
            ({"name": FIRM, "code": "31500000MD0000010X"}, "相对人不同"),
            ({"number": NUMBER.format(9)}, "本批次没有文号"),
            ({"number": "", "certificate": ""}, "本批次没有文号"),
            ({"result": UNKNOWN, "words": "处理中"}, "看不懂结果“处理中”"),
        ],
    )
    def test_the_matching_table(self, submission, given, why):
        match = receipt_match(
            submission=submission,
            entries=[entry(1, **given) if "number" not in given else Entry(row=2, name=FIRM, result=ACCEPTED, **given)],
        )
        if why:
            assert match.applies == 0
            assert why in match.unmatched[0].why
        else:
            assert [answer.row.decision.number for answer in match.accepted] == [NUMBER.format(1)]
            assert len(match.unanswered) == 3

    def test_a_name_the_platform_masks_fits_what_it_leaves_open(self, submission):
        assert receipt_match(submission=submission, entries=[entry(4, name="周**")]).applies == 1
        assert receipt_match(submission=submission, entries=[entry(4, name="李**")]).applies == 0

    def test_one_number_on_several_parties_needs_the_party(self, clerk):
        ready(7, clerk=clerk)
        ready(7, party="sole", clerk=clerk)
        made = submission_make(actor=clerk, kind="penalty", since=None, until=TODAY).submission
        match = receipt_match(submission=made, entries=[entry(7, name="")])
        assert "有 2 行" in match.unmatched[0].why
        match = receipt_match(submission=made, entries=[entry(7, name="巫山县晨光打字复印店")])
        assert match.accepted[0].row.decision.party_kind == "sole"

    def test_two_answers_for_one_row_that_agree_are_one_and_that_differ_are_told(self, submission):
        match = receipt_match(submission=submission, entries=[entry(1), entry(1, row=3)])
        assert (match.applies, match.unmatched) == (1, [])
        match = receipt_match(submission=submission, entries=[entry(1), entry(1, REJECTED, row=3)])
        assert "结果相反" in match.unmatched[0].why

    def test_looking_writes_nothing(self, submission):
        receipt_match(submission=submission, entries=[entry(1), entry(2, REJECTED)])
        assert state(1) == state(2) == "reported"


class TestTaking:
    """入库, 被退回, and the same receipt again."""

    def test_accepted_and_rejected_rows_move_and_the_rest_waits(self, submission, clerk):
        entries = [entry(1), entry(2, REJECTED, rule="1001", reason="未查询到主体"), entry(9)]
        match = receipt_take(actor=clerk, submission=submission, entries=entries)
        assert (len(match.accepted), len(match.rejected), len(match.unmatched), len(match.unanswered)) == (1, 1, 1, 2)
        assert (state(1), state(2), state(3)) == ("accepted", "rejected", "reported")
        assert Decision.objects.get(number=NUMBER.format(1)).accepted_on == TODAY
        row = submission.rows.get(decision__number=NUMBER.format(2))
        assert (row.state, row.platform_code, row.message) == ("rejected", "1001", "未查询到主体")
        submission.refresh_from_db()
        assert submission.state == "sent"
        notice = Notice.objects.get(code="publicity.rejected", recipient=clerk)
        assert "未查询到主体" in notice.body

    def test_the_same_receipt_again_changes_nothing(self, submission, clerk):
        entries = [entry(1), entry(2, REJECTED, reason="未查询到主体")]
        receipt_take(actor=clerk, submission=submission, entries=entries)
        history = apps.get_model("publicity", "DecisionEvent").objects
        before = history.count()
        again = receipt_take(actor=clerk, submission=submission, entries=entries)
        assert (again.applies, len(again.already)) == (0, 2)
        assert Notice.objects.filter(code="publicity.rejected").count() == 1
        assert history.count() == before > 0

    def test_an_answer_that_contradicts_an_earlier_one_is_told_not_applied(self, submission, clerk):
        receipt_take(actor=clerk, submission=submission, entries=[entry(1)])
        match = receipt_take(actor=clerk, submission=submission, entries=[entry(1, REJECTED), entry(2)])
        assert "此前的回执是“已入库”" in match.unmatched[0].why
        assert state(1) == "accepted"

    def test_with_the_last_answer_the_submission_is_answered(self, submission, clerk):
        receipt_take(
            actor=clerk, submission=submission, entries=[entry(1), entry(2), entry(3), entry(4, name="周明远")]
        )
        submission.refresh_from_db()
        assert (submission.state, submission.answered_at is not None) == ("answered", True)

    def test_a_rejection_without_reason_says_so(self, submission, clerk):
        receipt_take(actor=clerk, submission=submission, entries=[entry(1, REJECTED)])
        assert submission.rows.get(decision__number=NUMBER.format(1)).message == "平台未写明原因"

    def test_a_receipt_where_nothing_fits_is_refused(self, submission, clerk):
        with pytest.raises(DomainError, match="没有一行能与批次"):
            receipt_take(actor=clerk, submission=submission, entries=[entry(8), entry(9)])

    def test_people_without_the_right_or_of_another_section_may_not(self, submission):
        with pytest.raises(Forbidden):
            receipt_take(actor=make_user(""), submission=submission, entries=[entry(1)])
        with pytest.raises(Forbidden):
            receipt_take(
                actor=make_user(CLERK, section=make_section("approval")), submission=submission, entries=[entry(1)]
            )


class TestImpliedSending:
    """A receipt proves that the file was sent."""

    @pytest.fixture
    def unsent(self, clerk):
        ready(1, clerk=clerk)
        ready(2, clerk=clerk)
        return submission_make(actor=clerk, kind="penalty", since=None, until=TODAY).submission

    @pytest.mark.parametrize(
        ("told", "counted", "words"),
        [
            (TODAY + timedelta(days=1), TODAY + timedelta(days=1), "按回执中的上报日期 2026-09-02"),
            (None, TODAY, "按文件导出日期（回执没有写明可用的上报日期） 2026-09-01"),
            (TODAY - timedelta(days=9), TODAY, "按文件导出日期"),
            (TODAY + timedelta(days=9), TODAY, "按文件导出日期"),
        ],
    )
    def test_the_first_report_is_the_receipts_day_else_the_day_of_export(self, unsent, clerk, told, counted, words):
        with clock.override(TODAY + timedelta(days=3)):
            match = receipt_take(actor=clerk, submission=unsent, entries=[entry(1, reported_on=told)])
        assert words in match.sent_words
        assert set(Decision.objects.values_list("state", "first_reported_on")) == {
            ("accepted", counted),
            ("reported", counted),
        }
        unsent.refresh_from_db()
        assert (unsent.state, unsent.sent_on) == ("sent", counted)

    def test_a_cancelled_batch_takes_no_receipt(self, unsent, clerk):
        submission_cancel(actor=clerk, submission=unsent, reason="期间选错了，重新生成")
        with pytest.raises(InvalidTransition, match="已经作废"):
            receipt_take(actor=clerk, submission=unsent, entries=[entry(1)])


class TestCorrectAndResubmit:
    """更正重报: the first report counts for timeliness, the second brings it in."""

    def test_a_rejected_decision_is_corrected_and_goes_into_the_next_file(self, submission, clerk):
        receipt_take(
            actor=clerk, submission=submission, entries=[entry(1, REJECTED, reason="违法行为类型不规范"), entry(2)]
        )
        decision = Decision.objects.get(number=NUMBER.format(1))
        values = raw_values_of(decision, secrets=True) | {"CF_WFXW": "违反规定会见在押当事人"}
        with clock.override(TODAY + timedelta(days=2)):
            decision_correct(actor=clerk, decision=decision, raw_values=values, reason="按平台要求更正违法行为类型")
            second = submission_make(actor=clerk, kind="penalty", since=None, until=TODAY).submission
            assert list(second.rows.values_list("decision_id", flat=True)) == [decision.pk]
            submission_mark_sent(actor=clerk, submission=second, sent_on=TODAY + timedelta(days=2))
            receipt_take(actor=clerk, submission=second, entries=[entry(1)])
        decision.refresh_from_db()
        assert (decision.state, decision.first_reported_on) == ("accepted", TODAY)
        assert [row.state for row in decision.submission_rows.order_by("pk")] == ["rejected", "accepted"]


class TestDoors:
    """The page and the command."""

    def test_paste_preview_confirm(self, submission, clerk, client):
        client.force_login(clerk)
        url = reverse("admin:publicity_receipt", args=[submission.pk])
        assert "核对回执" in client.get(url).content.decode()
        assert "请上传回执文件，或者粘贴" in client.post(url, {"text": ""}).content.decode()
        assert "没有找到文号" in client.post(url, {"text": "姓名\t电话\n张三\t1"}).content.decode()
        text = f"文号\t名称\t结果\t原因\n{NUMBER.format(1)}\t{FIRM}\t入库\t\n{NUMBER.format(2)}\t{FIRM}\t退回\t未查询到主体\n"
        preview = client.post(url, {"text": text})
        assert "确认登记 2 件" in preview.content.decode()
        assert state(1) == "reported"
        answer = client.post(url, {"entries": preview.context["entries"]}, follow=True)
        assert "入库 1 件，退回 1 件" in answer.content.decode()
        assert (state(1), state(2)) == ("accepted", "rejected")
        assert "预览已经过期" in client.post(url, {"entries": preview.context["entries"][:-3] + "xyz"}).content.decode()

    def test_upload(self, submission, clerk, client):
        client.force_login(clerk)
        url = reverse("admin:publicity_receipt", args=[submission.pk])
        text = f"文号,名称,结果\n{NUMBER.format(1)},{FIRM},成功\n".encode("gb18030")
        preview = client.post(url, {"file": SimpleUploadedFile("回执.csv", text)})
        assert "确认登记 1 件" in preview.content.decode()

    def test_a_preview_of_another_batch_is_refused(self, submission, clerk, client):
        ready(30, clerk=clerk)
        other = submission_make(actor=clerk, kind="penalty", since=None, until=TODAY).submission
        client.force_login(clerk)
        text = f"文号\t结果\n{NUMBER.format(1)}\t入库\n"
        preview = client.post(reverse("admin:publicity_receipt", args=[submission.pk]), {"text": text})
        wrong = client.post(
            reverse("admin:publicity_receipt", args=[other.pk]), {"entries": preview.context["entries"]}
        )
        assert "不是这个批次的回执" in wrong.content.decode()

    def test_the_command(self, submission, clerk, tmp_path, capsys):
        file = tmp_path / "回执.csv"
        file.write_text(
            f"文号,名称,结果,规则代码,原因\n{NUMBER.format(1)},{FIRM},成功,,\n{NUMBER.format(2)},{FIRM},退回,1001,未查询到主体\n",
            "utf-8",
        )
        call_command("import_receipt", str(file), submission=submission.number, actor=clerk.username, json=True)
        answer = json.loads(capsys.readouterr().out)
        assert (answer["accepted"], answer["rejected"], answer["unmatched"]) == (1, 1, [])
        assert answer["rejections"] == [{"number": NUMBER.format(2), "code": "1001", "message": "未查询到主体"}]
        call_command("import_receipt", str(file), submission=submission.number)
        assert "此前已登记 2 件" in capsys.readouterr().out

    def test_the_command_tells_what_does_not_fit(self, submission, tmp_path, capsys):
        file = tmp_path / "回执.csv"
        file.write_text(f"文号,结果\n{NUMBER.format(1)},成功\n{NUMBER.format(9)},成功\n", "utf-8")
        with pytest.raises(SystemExit) as exit_:
            call_command("import_receipt", str(file), submission=submission.number)
        assert exit_.value.code == 1
        assert "对不上　第 3 行" in capsys.readouterr().out
        with pytest.raises(SystemExit) as exit_:
            call_command("import_receipt", str(file), submission="BS-19990101-01")
        assert exit_.value.code == 2
        with pytest.raises(SystemExit):
            call_command("import_receipt", str(tmp_path / "没有.csv"), submission=submission.number)
        assert "打不开" in capsys.readouterr().out
