"""What monitoring and the start script ask."""

import pytest
import redis
from django.db import connection


def test_healthz_answers_without_touching_the_database(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_everything_answers(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reasons"]) == (200, [])


@pytest.mark.django_db
def test_readyz_names_missing_migrations(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "数据库结构还有 1 步没有更新" in response.json()["reasons"][0]


@pytest.mark.django_db
def test_readyz_says_in_chinese_that_the_queue_is_gone(client, settings):
    settings.BROKER_ADDRESS = "redis://127.0.0.1:9/0"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "migrations": True, "redis": False}
    assert "任务队列连不上" in response.json()["reasons"][0]
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(settings.BROKER_ADDRESS).ping()
