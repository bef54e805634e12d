"""A large export is written in the background: found again under its address, told in the inbox, and never half there."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.roles import AUDITOR, CLERK, LEADER
from audit.models import Access, Action
from core import clock
from core.errors import DomainError
from core.models import Setting
from exchange.models import Export, Job, JobState, export_path
from exchange.services import sweeping
from exchange.services.big_exports import AT_A_TIME, export_ask
from exchange.services.exports import WATERMARK, drop_orphans, export_make
from exchange.services.jobs import job_cancel
from exchange.services.running import Run, RunLost, run_now
from notices.models import Notice
from publicity.exports import LEDGER
from tests.factories import make_decision, make_section, make_user

NOW = datetime(2026, 9, 14, 10, 0)
STATED = {"purpose": "supervision", "matter": "巫山司发〔2026〕8号专项检查"}
FORM = {"what": LEDGER} | STATED


@pytest.fixture(autouse=True)
def _small_limit(db):
    """More than two rows are many; it is a Monday morning."""
    Setting.objects.create(key="exchange.export_at_once", group="导出", label="当场", value=2)
    with clock.override(NOW):
        yield


@pytest.fixture
def clerk(db):
    person = make_user(CLERK, display_name="陈晓溪")
    for _ in range(3):
        make_decision(party_name="=1+1")
    return person


def ask(actor, **changes) -> str:
    return export_ask(actor=actor, **({"kind": LEDGER, "params": {}} | STATED | changes))


def files() -> set[str]:
    try:
        return set(default_storage.listdir("exports")[1])
    except FileNotFoundError:
        return set()


class TestWhere:
    """By the number of rows."""

    def test_as_many_as_the_setting_says_are_written_at_once(self, clerk):
        Setting.objects.filter(key="exchange.export_at_once").update(value=3)
        public_id = ask(clerk)
        assert Export.objects.get().public_id == public_id and not Job.objects.exists()

    def test_one_more_is_queued_and_nothing_has_left_yet(self, clerk):
        job = Job.objects.get(public_id=ask(clerk))
        assert (job.state, job.total, job.actor) == (JobState.QUEUED, 3, clerk)
        assert not Export.objects.exists() and not Access.objects.exists() and not Notice.objects.exists()
        assert Action.objects.filter(code="exchange.export.ordered").count() == 1

    @pytest.mark.parametrize(("change", "field"), [({"purpose": ""}, "purpose"), ({"matter": "事"}, "matter")])
    def test_without_a_purpose_nothing_is_queued(self, clerk, change, field):
        with pytest.raises(DomainError) as refused:
            ask(clerk, **change)
        assert refused.value.field == field and not Job.objects.exists()

    def test_over_the_role_limit_nothing_is_queued(self, clerk):
        Setting.objects.create(key="exchange.export_rows_clerk", group="导出", label="上限", value=2)
        with pytest.raises(DomainError, match="超过您一次最多导出的 2 行"):
            ask(clerk)
        assert not Job.objects.exists()

    def test_the_same_wish_twice_is_one_job_and_too_many_wishes_wait(self, clerk):
        assert ask(clerk) == ask(clerk) and Job.objects.count() == 1
        for number in range(AT_A_TIME - 1):
            ask(clerk, matter=f"第 {number} 个事项")
        with pytest.raises(DomainError) as refused:
            ask(clerk, matter="又一个事项")
        assert refused.value.code == "E-EXP-07" and Job.objects.count() == AT_A_TIME


class TestWriting:
    """What the worker does."""

    def test_the_file_is_as_one_made_at_once_and_the_person_hears_of_it(self, clerk):
        public_id = ask(clerk)
        job = run_now(Job.objects.get().pk)
        entry = Export.objects.get(public_id=public_id)
        assert (job.state, job.total, job.done, job.created) == (JobState.DONE, 3, 3, 3)
        assert (entry.actor, entry.rows, entry.matter, entry.expires_at) == (
            clerk,
            3,
            STATED["matter"],
            clock.now() + timedelta(hours=24),
        )
        with entry.file.open("rb") as stream:
            book = openpyxl.load_workbook(io.BytesIO(stream.read()))
        assert book.sheetnames == ["决定", WATERMARK]
        assert {cell.data_type for row in book["决定"].iter_rows() for cell in row} <= {"s", "n"}
        assert book["决定"]["D2"].value == "=1+1" and book["决定"]["D2"].quotePrefix
        notice = Notice.objects.get(recipient=clerk)
        assert "导出完成：决定台账" in notice.title and notice.link == reverse(
            "admin:exchange_export", args=[public_id]
        )
        assert Access.objects.filter(deed="export", actor_id=clerk.pk).count() == 1

    def test_doing_it_twice_makes_one_file_and_one_word(self, clerk):
        ask(clerk)
        pk = Job.objects.get().pk
        run_now(pk), run_now(pk)
        assert Export.objects.count() == Notice.objects.count() == len(files()) == 1

    def test_what_was_allowed_when_it_was_asked_is_asked_again(self, clerk, django_capture_on_commit_callbacks):
        ask(clerk)
        clerk.groups.clear()
        with django_capture_on_commit_callbacks(execute=True):
            job = run_now(Job.objects.get().pk)
        assert job.state == JobState.FAILED and "权限" in job.error
        assert not Export.objects.exists() and files() == set()
        assert "没有完成" in Notice.objects.get().title and job.error in Notice.objects.get().body

    def test_a_crash_leaves_neither_file_nor_entry(self, clerk, monkeypatch, django_capture_on_commit_callbacks):
        def broken(*args, **kwargs):
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("exchange.services.exports.saw", broken)  # the file is in its place already
        ask(clerk)
        with pytest.raises(RuntimeError), django_capture_on_commit_callbacks(execute=True):
            run_now(Job.objects.get().pk)
        job = Job.objects.get()
        assert job.state == JobState.FAILED and "没有生成文件，没有数据离开系统" in job.error
        assert files() == set() and not Export.objects.exists() and not Access.objects.exists()


class TestInterrupted:
    """The worker dies, or somebody stops it."""

    @staticmethod
    def killed(job) -> None:
        """A worker claimed the job, put the file into its place and was killed before it could commit."""
        from django.core.files.base import ContentFile

        default_storage.save(export_path(job.public_id), ContentFile(b"half"))
        Job.objects.filter(pk=job.pk).update(
            state=JobState.CHECKING,
            task_id="dead",
            attempts=1,
            started_at=clock.now(),
            heartbeat_at=clock.now() - timedelta(minutes=5),
        )

    def test_the_next_worker_writes_it_whole(self, clerk):
        public_id = ask(clerk)
        self.killed(Job.objects.get())
        assert sweeping.sweep()["requeued"] == 1
        assert run_now(Job.objects.get().pk).state == JobState.DONE
        assert files() == {f"{public_id}.xlsx"}
        with Export.objects.get().file.open("rb") as stream:
            assert stream.read(2) == b"PK"

    def test_given_up_it_leaves_nothing_and_says_so(self, clerk, django_capture_on_commit_callbacks):
        ask(clerk)
        self.killed(Job.objects.get())
        Job.objects.update(attempts=3)
        with django_capture_on_commit_callbacks(execute=True):
            assert sweeping.sweep()["failed"] == 1
        assert "缩小范围后重新导出" in Job.objects.get().error
        assert files() == set() and not Export.objects.exists() and Notice.objects.count() == 1

    def test_a_worker_taken_for_dead_that_wakes_up_writes_nothing(self, clerk):
        from exchange.services.big_exports import write_ordered

        ask(clerk)
        job = Job.objects.get()
        Job.objects.update(state=JobState.CHECKING, task_id="the other")
        with pytest.raises(RunLost):
            write_ordered(job, Run(job.pk, "mine"))
        assert files() == set() and not Export.objects.exists()

    def test_cancelled_while_it_is_written(self, clerk, monkeypatch):
        ask(clerk)
        job = Job.objects.get()

        def cancelled_meanwhile(**facts):
            job_cancel(actor=clerk, job=job)
            return export_make(**facts)

        monkeypatch.setattr("exchange.services.big_exports.export_make", cancelled_meanwhile)
        assert run_now(job.pk).state == JobState.CANCELLED
        assert files() == set() and not Export.objects.exists() and not Notice.objects.exists()

    def test_a_file_without_an_entry_is_swept_away_after_a_day(self, clerk):
        import os

        from django.core.files.base import ContentFile

        ask(clerk)
        run_now(Job.objects.get().pk)
        kept = f"{Export.objects.get().public_id}.xlsx"
        for name in ("old", "new"):
            default_storage.save(export_path(name), ContentFile(b"left by a request that was killed"))
        before = (clock.now() - timedelta(days=2)).timestamp()
        os.utime(Path(default_storage.path(export_path("old"))), (before, before))
        os.utime(Path(default_storage.path(f"exports/{kept}")), (before, before))
        os.utime(Path(default_storage.path(export_path("new"))), (clock.now().timestamp(),) * 2)
        assert drop_orphans() == 1
        assert files() == {kept, "new.xlsx"}


class TestPages:
    """The waiting page, its file, and whose they are."""

    def test_from_the_form_over_the_waiting_page_to_the_file(self, client, clerk):
        client.force_login(clerk)
        asked = client.get(reverse("admin:exchange_export_new"), {"what": LEDGER}).content.decode()
        assert "在后台生成" in asked
        page = client.post(reverse("admin:exchange_export_new"), FORM, follow=True)
        here = page.redirect_chain[-1][0]
        text = page.content.decode()
        assert (
            "正在生成导出文件" in text and "可以离开本页" in text and "data-progress" in text and "检查中" not in text
        )
        assert here in client.get(reverse("admin:exchange_exports")).content.decode()
        told = client.get(f"{here}progress/").json()
        assert told["running"] and told["text"] == "排队中，等待后台处理"
        run_now(Job.objects.get().pk)
        assert client.get(f"{here}progress/").json()["running"] is False
        assert "下载文件" in client.get(here).content.decode()
        assert b"".join(client.get(f"{here}file/").streaming_content)[:2] == b"PK"
        with clock.override(NOW + timedelta(hours=25)):
            client.force_login(clerk)
            assert client.get(f"{here}file/").status_code == 410

    @pytest.mark.parametrize("done", [False, True])
    def test_nobody_else_sees_the_job_or_gets_the_file(self, client, clerk, done):
        here = reverse("admin:exchange_export", args=[ask(clerk)])
        if done:
            run_now(Job.objects.get().pk)
        for other in (make_user(CLERK), make_user(LEADER), make_user(CLERK, section=make_section("notary"))):
            client.force_login(other)
            for address in (here, f"{here}progress/", f"{here}file/"):
                assert client.get(address).status_code == 404, (other, address)
            assert client.post(here).status_code == 404
            assert here not in client.get(reverse("admin:exchange_exports")).content.decode()
        assert Job.objects.get().state == (JobState.DONE if done else JobState.QUEUED)

    def test_the_list_of_imports_and_the_interface_know_nothing_of_exports(self, client, clerk):
        ask(clerk)
        client.force_login(make_user(CLERK))
        assert (
            "决定台账"
            not in client.get(reverse("admin:exchange_jobs"))
            .content.decode()
            .split("<main", 1)[-1]
            .split("没有符合", 1)[0]
        )
        assert not Job.objects.visible_to(make_user(CLERK)).exists() and not Job.objects.files_in().exists()

    def test_the_auditor_sees_the_entry_and_never_the_file(self, client, clerk):
        here = reverse("admin:exchange_export", args=[ask(clerk)])
        client.force_login(make_user(AUDITOR))
        assert client.get(here).status_code == 404
        run_now(Job.objects.get().pk)
        assert "下载文件" not in client.get(here).content.decode()
        assert client.get(f"{here}file/").status_code in (403, 404)

    def test_cancelled_by_its_maker(self, client, clerk):
        client.force_login(clerk)
        here = reverse("admin:exchange_export", args=[ask(clerk)])
        text = client.post(here, follow=True).content.decode()
        assert "没有数据离开系统" in text and "重新导出" in text
        assert run_now(Job.objects.get().pk).state == JobState.CANCELLED and not Export.objects.exists()
        assert "已取消" in client.get(reverse("admin:exchange_exports")).content.decode()
