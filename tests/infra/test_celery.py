"""Background work: nothing leaks from tests, the schedule names real tasks, a real worker does real work."""

import kombu.exceptions
import pytest
from celery import current_app

from wushan_credit.celery import app
from wushan_credit.engines.processes import wait_until
from wushan_credit.schedule import SCHEDULE


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_every_promise_of_the_product_is_on_the_schedule():
    assert {entry["task"] for entry in SCHEDULE.values()} >= {
        "publicity.tasks.remind_deadlines",
        "audit.tasks.seal_history",
        "audit.tasks.verify_history",
        "exchange.tasks.sweep_jobs",
        "notices.tasks.deliver_pending",
    }


def test_the_morning_reminder_comes_at_eight_in_chongqing():
    assert str(app.conf.timezone) == "Asia/Shanghai"
    assert (SCHEDULE["remind-deadlines-morning"]["schedule"].hour, current_app.main) == ({8}, "wushan_credit")


@pytest.mark.filterwarnings("ignore:task_always_eager has no effect")
def test_a_task_that_slips_out_of_a_test_to_a_queue_fails():
    with pytest.raises(kombu.exceptions.OperationalError):
        app.send_task("exchange.tasks.sweep_jobs", retry=False)


def test_tasks_survive_a_worker_that_dies():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_transport_options["visibility_timeout"] >= 3600


@pytest.mark.slow
def test_a_real_worker_takes_a_task_from_the_real_queue(real_worker):
    app.send_task("exchange.tasks.sweep_jobs")
    assert wait_until(lambda: "exchange.tasks.sweep_jobs" in real_worker.log.read_text().split(" ready.")[1], 60)
    assert wait_until(lambda: "succeeded" in real_worker.log.read_text(), 60), real_worker.log.read_text()
