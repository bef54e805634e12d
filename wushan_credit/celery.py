"""Celery: tasks of all apps, settings from Django, schedule from schedule.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wushan_credit.settings")

app = Celery("wushan_credit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
