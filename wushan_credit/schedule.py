"""What Celery beat starts, and when (Asia/Shanghai). Every task here is idempotent and catches up after an outage."""

from celery.schedules import crontab

SCHEDULE = {
    "remind-deadlines-morning": {"task": "publicity.tasks.remind_deadlines", "schedule": crontab(hour=8, minute=0)},
    # The same task again: it sends what the morning run missed, and nothing twice.
    "remind-deadlines-catch-up": {
        "task": "publicity.tasks.remind_deadlines",
        "schedule": crontab(hour="9-20", minute=5),
    },
    "remind-papers": {"task": "commitments.tasks.remind_papers", "schedule": crontab(hour="8-20", minute=10)},
    "watch-objections": {"task": "objections.tasks.watch", "schedule": crontab(hour="8-20", minute=15)},
    "seal-history": {"task": "audit.tasks.seal_history", "schedule": crontab(minute="*/10")},
    "verify-history": {"task": "audit.tasks.verify_history", "schedule": crontab(hour=2, minute=20)},
    "watch-reading": {"task": "safeguards.tasks.watch_reading", "schedule": crontab(minute="*/10")},
    "remind-incidents": {"task": "safeguards.tasks.remind", "schedule": crontab(minute="*/30")},
    "tell-new-records": {"task": "members.tasks.tell_new_records", "schedule": crontab(minute="*/10")},
    "tell-news": {"task": "records.tasks.tell_news", "schedule": crontab(minute="*/5")},
    "sweep-jobs": {"task": "exchange.tasks.sweep_jobs", "schedule": crontab()},
    "drop-expired-exports": {"task": "exchange.tasks.drop_expired_exports", "schedule": crontab(minute="*/10")},
    "sweep-lookups": {"task": "supervision.tasks.sweep_lookups", "schedule": crontab()},
    "remind-repairs-morning": {"task": "repair.tasks.remind_repairs", "schedule": crontab(hour=8, minute=10)},
    "remind-repairs-catch-up": {"task": "repair.tasks.remind_repairs", "schedule": crontab(hour="9-20", minute=15)},
    "deliver-notices": {"task": "notices.tasks.deliver_pending", "schedule": crontab()},
}
