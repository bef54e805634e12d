"""Is the process alive, and is it ready to serve? Asked by the start script, containers and monitoring."""

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; touches neither database nor cache."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database, the cache and the queue answer and all migrations are applied, else 503 with the reasons."""
    checks = {"database": _database(), "migrations": "", "redis": _redis()}
    checks["migrations"] = "" if checks["database"] else _migrations()
    reasons = [reason for reason in checks.values() if reason]
    body = {"status": "unready" if reasons else "ready", "checks": {name: not text for name, text in checks.items()}}
    return JsonResponse(body | {"reasons": reasons}, status=503 if reasons else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "数据库连不上。请检查 DATABASE_URL 和 PostgreSQL 服务。"
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"数据库结构还有 {len(waiting)} 步没有更新。请运行 manage.py migrate。" if waiting else ""


def _redis() -> str:
    try:
        cache.set("readyz", 1, 10)
        with redis.Redis.from_url(settings.BROKER_ADDRESS, socket_timeout=3, socket_connect_timeout=3) as queue:
            queue.ping()
    except redis.RedisError:
        return "缓存和任务队列连不上。请检查 REDIS_URL 和 Redis 服务。"
    return ""
