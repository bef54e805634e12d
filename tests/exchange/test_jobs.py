"""A file handed in is checked in the background, confirmed by a person and written once, whatever happens in between."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from accounts.roles import AUDITOR
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from exchange.models import Job, JobEvent
from exchange.services import running, sweeping
from exchange.services.jobs import job_cancel, job_commit, job_open
from tests.factories import make_section, make_user

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def opened(actor, content=b"hello", **more) -> Job:
    return job_open(
        actor=actor, kind="fake", file=content, filename="六月 处罚.xlsx", max_bytes=MB, queue=False, **more
    )


def checked(actor, **more) -> Job:
    return running.run_now(opened(actor, **more).pk)


def test_the_file_is_kept_unchanged_and_its_digest_recorded(fake):
    job = opened(make_user())
    assert job.sha256 == hashlib.sha256(b"hello").hexdigest()
    with job.file.open("rb") as kept:
        assert kept.read() == b"hello"
    assert "六月" not in job.file.name, "no name given by a person on the disk"


def test_a_file_object_is_accepted_as_well_as_bytes(fake):
    assert opened(make_user(), ContentFile(b"hello", "x.xlsx")).sha256 == hashlib.sha256(b"hello").hexdigest()


@pytest.mark.parametrize(("content", "code"), [(b"", "file_empty"), (b"x" * (MB + 1), "file_too_large")])
def test_empty_and_oversized_files_are_refused_with_words(fake, content, code):
    with pytest.raises(DomainError) as refused:
        opened(make_user(), content)
    assert refused.value.code == code
    assert not Job.objects.exists()


def test_only_people_who_may_import_hand_files_in(fake):
    with pytest.raises(Forbidden):
        opened(make_user(AUDITOR))


def test_check_then_confirm_then_done(fake):
    clerk = make_user()
    job = checked(clerk)
    assert (job.state, job.total, job.good, job.summary) == ("checked", 3, 3, {"seen": True})
    job = job_commit(actor=clerk, job=job, mode="all", queue=False)
    assert (job.state, job.phase) == ("queued", "commit")
    job = running.run_now(job.pk)
    assert (job.state, job.created, job.percent) == ("done", 3, 100)
    assert job.finished_at is not None


def test_every_step_is_a_named_action_and_in_the_history(fake):
    clerk = make_user()
    job_commit(actor=clerk, job=checked(clerk), queue=False)
    assert set(Action.objects.values_list("code", flat=True)) >= {
        "exchange.job.opened", "exchange.job.checked", "exchange.job.confirmed",
    }  # fmt: skip
    last = JobEvent.objects.order_by("-pgh_id").first()
    assert last.pgh_context["actor"] == clerk.pk
    assert last.pgh_context["action"] == "exchange.job.confirmed"


def test_all_or_nothing_is_refused_while_rows_are_bad(fake):
    fake.bad = 2
    clerk = make_user()
    job = checked(clerk)
    with pytest.raises(DomainError) as refused:
        job_commit(actor=clerk, job=job, mode="all", queue=False)
    assert "2 行有错误" in refused.value.message
    assert job_commit(actor=clerk, job=job, mode="good", queue=False).mode == "good"


def test_nothing_good_nothing_to_confirm(fake):
    fake.good, fake.bad = 0, 2
    clerk = make_user()
    with pytest.raises(DomainError):
        job_commit(actor=clerk, job=checked(clerk), mode="good", queue=False)


def test_confirming_twice_is_told_in_words(fake):
    clerk = make_user()
    job = checked(clerk)
    job_commit(actor=clerk, job=job, queue=False)
    with pytest.raises(InvalidTransition):
        job_commit(actor=clerk, job=job, queue=False)


def test_running_a_finished_job_again_does_nothing(fake):
    clerk = make_user()
    job = job_commit(actor=clerk, job=checked(clerk), queue=False)
    for _ in range(3):
        running.run_now(job.pk)
    assert fake.commits == 1


def test_another_section_neither_sees_nor_touches_the_job(fake):
    job = checked(make_user())
    stranger = make_user(section=make_section("approval"))
    assert not Job.objects.visible_to(stranger).exists()
    for deed in (job_commit, job_cancel):
        with pytest.raises(Forbidden):
            deed(actor=stranger, job=job)


def test_a_colleague_of_the_section_sees_it_and_the_auditor_does_not(fake):
    checked(make_user())
    assert Job.objects.visible_to(make_user()).exists()
    assert not Job.objects.visible_to(make_user(AUDITOR)).exists()


def test_cancelled_before_the_worker_came(fake):
    clerk = make_user()
    job = job_cancel(actor=clerk, job=opened(clerk))
    assert running.run_now(job.pk).state == "cancelled"
    assert fake.checks == 0


def test_cancelled_in_the_middle_of_a_check_leaves_no_result(fake):
    clerk = make_user()
    job = opened(clerk)
    check = fake.check

    def cancelled_meanwhile(job, run):
        job_cancel(actor=clerk, job=job)
        check(job, run)

    running.kind_of("fake")  # registered
    object.__setattr__(running.kind_of("fake"), "check", cancelled_meanwhile)
    job = running.run_now(job.pk)
    assert (job.state, job.good, job.rows.count()) == ("cancelled", 0, 0)


def test_writing_cannot_be_cancelled(fake):
    clerk = make_user()
    job = job_commit(actor=clerk, job=checked(clerk), queue=False)
    Job.objects.filter(pk=job.pk).update(state="committing")
    with pytest.raises(InvalidTransition):
        job_cancel(actor=clerk, job=job)


def test_a_rule_that_says_no_ends_the_job_with_its_words(fake):
    fake.error = DomainError("目录里没有施行中的事项，请信用办核对。", code="E-CL-06")
    job = running.run_now(opened(make_user()).pk)
    assert (job.state, job.error) == ("failed", "目录里没有施行中的事项，请信用办核对。")


def test_a_bug_ends_the_job_too_and_is_raised(fake):
    fake.error = ValueError("500237199001011234")
    job = opened(make_user())
    with pytest.raises(ValueError):
        running.run_now(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "500237199001011234" not in job.error, "what a program error says may hold anybody's number"
    assert job.public_id in job.error


def test_a_commit_that_fails_leaves_nothing_of_itself(fake):
    clerk = make_user()
    job = job_commit(actor=clerk, job=checked(clerk), queue=False)

    def writes_then_breaks(job):
        make_section("half-done")
        raise DomainError("半路出错")

    fake.before_commit = writes_then_breaks
    from accounts.models import Section

    assert running.run_now(job.pk).state == "failed"
    assert not Section.objects.filter(code="half-done").exists()


def silent(job: Job, **more) -> Job:
    """As a dead worker leaves it."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - timedelta(minutes=5), task_id="dead", **more)
    job.refresh_from_db()
    return job


def test_a_dead_workers_job_goes_back_to_the_queue_and_is_done_once(fake):
    clerk = make_user()
    job = job_commit(actor=clerk, job=checked(clerk), queue=False)
    silent(job, state="committing", attempts=1)
    assert sweeping.sweep()["requeued"] == 1
    assert sweeping.sweep() == {"resent": 0, "requeued": 0, "failed": 0}
    assert running.run_now(job.pk).state == "done"
    assert fake.commits == 1


def test_the_dead_worker_that_wakes_up_writes_nothing(fake):
    clerk = make_user()
    job = job_commit(actor=clerk, job=checked(clerk), queue=False)
    fake.before_commit = lambda job: Job.objects.filter(pk=job.pk).update(task_id="the new one")
    job = running.run_now(job.pk)
    assert job.state != "done"
    assert fake.commits == 0


def test_after_three_deaths_the_job_is_closed_with_the_reason(fake):
    job = silent(opened(make_user()), state="checking", attempts=3)
    assert sweeping.sweep()["failed"] == 1
    job.refresh_from_db()
    assert job.state == "failed"
    assert "连续中断 3 次" in job.error


def test_a_job_that_never_ends_is_closed(fake):
    job = opened(make_user())
    long_ago = clock.now() - timedelta(hours=2)
    Job.objects.filter(pk=job.pk).update(
        state="checking", started_at=long_ago, heartbeat_at=clock.now(), task_id="endless"
    )
    assert sweeping.sweep()["failed"] == 1


def test_a_lost_message_is_sent_again(fake, django_capture_on_commit_callbacks):
    job = opened(make_user())
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - timedelta(minutes=5))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.sweep()["resent"] == 1
    job.refresh_from_db()
    assert job.state == "checked", "the task ran eagerly"


def test_a_living_worker_is_left_alone(fake):
    job = opened(make_user())
    Job.objects.filter(pk=job.pk).update(
        state="checking", task_id="alive", heartbeat_at=clock.now(), started_at=clock.now()
    )
    assert sweeping.sweep() == {"resent": 0, "requeued": 0, "failed": 0}


def test_an_unreachable_queue_does_not_break_the_page(fake, settings, monkeypatch, django_capture_on_commit_callbacks):
    from kombu.exceptions import OperationalError

    from exchange import tasks

    def down(_job_id):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.run_job, "delay", down)
    clerk = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        job = job_open(actor=clerk, kind="fake", file=b"x", filename="a.csv", max_bytes=MB)
    assert Job.objects.get(pk=job.pk).state == "queued"
