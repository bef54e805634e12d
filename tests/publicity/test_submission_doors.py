"""The command and the pages of submissions."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.roles import CLERK
from core import clock
from publicity.models import Decision, Submission
from tests.factories import make_decision, make_section, make_user
from tests.publicity.reporting import ID_NUMBER, TODAY, UNTIL, make, ready


@pytest.fixture(autouse=True)
def _on_the_first_of_september():
    with clock.override(TODAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK)


@pytest.mark.django_db
class TestCommand:
    """manage.py export_submission."""

    def run(self, tmp_path, **options):
        out = tmp_path / "报送.xlsx"
        call_command("export_submission", str(out), kind="penalty", until=UNTIL, **options)
        return out

    def test_it_copies_the_file_and_says_number_rows_and_what_was_left_out(self, clerk, tmp_path, capsys):
        ready(1)
        make_decision(state="draft", number="巫山司罚决字〔2026〕9号", decided_on=date(2026, 8, 3))
        out = self.run(tmp_path, actor=clerk.username, mark_sent=TODAY, json=True)
        answer = json.loads(capsys.readouterr().out)
        submission = Submission.objects.get()
        assert (answer["submission"], answer["rows"], answer["sent_on"]) == (submission.number, 1, "2026-09-01")
        assert answer["left_out"][0]["number"] == "巫山司罚决字〔2026〕9号"
        assert hashlib.sha256(out.read_bytes()).hexdigest() == submission.sha256
        assert out.stat().st_mode & 0o077 == 0, "it holds identity numbers"
        assert submission.state == "sent"

    def test_without_a_person_the_machine_makes_it(self, clerk, tmp_path, capsys):
        ready(1)
        self.run(tmp_path)
        submission = Submission.objects.get()
        assert (submission.created_by.display_name, submission.created_by.is_active) == ("系统", False)
        assert f"批次 {submission.number}，共 1 行" in capsys.readouterr().out

    def test_nothing_to_report_a_bad_kind_and_a_bad_place_are_told_in_words(self, clerk, tmp_path, capsys):
        with pytest.raises(SystemExit) as exit_:
            self.run(tmp_path)
        assert exit_.value.code == 2
        assert "没有可报送的决定" in capsys.readouterr().out
        ready(1)
        with pytest.raises(SystemExit):
            call_command("export_submission", str(tmp_path / "没有的目录" / "x.xlsx"), kind="penalty", until=UNTIL)
        assert "目录不存在" in capsys.readouterr().out
        assert Decision.objects.get().state == "ready", "nothing was moved"
        with pytest.raises(SystemExit):
            call_command("export_submission", str(tmp_path / "x.xlsx"), kind="nonsense", until=UNTIL)
        assert "licence" in capsys.readouterr().out


@pytest.mark.django_db
class TestPages:
    """报送批次 in the browser."""

    def test_the_way_from_preview_to_sent(self, client, clerk):
        ready(1)
        make_decision(state="draft", number="巫山司罚决字〔2026〕9号", decided_on=date(2026, 8, 3))
        client.force_login(clerk)
        new = reverse("admin:publicity_submission_new")
        preview = client.get(new, {"kind": "penalty", "until": "2026-09-01"}).content.decode()
        assert "会进文件的 1 件" in preview
        assert "还是草稿" in preview
        assert Decision.objects.filter(state="ready").count() == 1, "looking changes nothing"
        answer = client.post(new, {"kind": "penalty", "until": "2026-09-01"})
        submission = Submission.objects.get()
        page = reverse("admin:publicity_submission", args=[submission.pk])
        assert answer.url == page
        assert "下载报送文件" in client.get(page).content.decode()
        download = client.post(reverse("admin:publicity_submission_file", args=[submission.pk]))
        assert hashlib.sha256(download.content).hexdigest() == submission.sha256
        assert client.get(reverse("admin:publicity_submission_file", args=[submission.pk])).status_code == 404
        sent = reverse("admin:publicity_submission_sent", args=[submission.pk])
        assert "不能晚于今天" in client.post(sent, {"sent_on": "2026-09-02"}).content.decode()
        assert "请填写上报日期" in client.post(sent, {}).content.decode()
        client.post(sent, {"sent_on": "2026-09-01"})
        assert "登记回执" in client.get(page).content.decode()
        assert submission.number in client.get(reverse("admin:publicity_submissions")).content.decode()

    def test_cancelling(self, client, clerk):
        ready(1)
        submission = make(clerk).submission
        client.force_login(clerk)
        url = reverse("admin:publicity_submission_cancel", args=[submission.pk])
        assert "还没有上报的批次才能作废" in client.get(url).content.decode()
        assert "至少 5 个字" in client.post(url, {"reason": "错"}).content.decode()
        client.post(url, {"reason": "期间选错了，重新生成"})
        assert "已作废" in client.get(reverse("admin:publicity_submission", args=[submission.pk])).content.decode()

    def test_submissions_of_other_sections_do_not_exist_for_a_clerk(self, client, clerk):
        ready(1)
        submission = make(clerk).submission
        client.force_login(make_user(CLERK, section=make_section("approval")))
        assert client.get(reverse("admin:publicity_submission", args=[submission.pk])).status_code == 404
        assert submission.number not in client.get(reverse("admin:publicity_submissions")).content.decode()

    def test_identity_numbers_are_on_no_page(self, client, clerk):
        ready(1, party="natural")
        client.force_login(clerk)
        new = client.get(reverse("admin:publicity_submission_new"), {"kind": "penalty", "until": "2026-09-01"})
        submission = make(clerk).submission
        page = client.get(reverse("admin:publicity_submission", args=[submission.pk]))
        assert ID_NUMBER not in new.content.decode() + page.content.decode()
