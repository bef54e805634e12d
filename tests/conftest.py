"""What all tests share: real engines, an own database for every session, a real browser."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wushan_credit.settings")
os.environ["WUSHAN_MODE"] = "test"
# Playwright runs an event loop in the test's thread; Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402
import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.support import chromium, database, worker  # noqa: E402
from tests.support.slots import take_slot  # noqa: E402

# How fast a machine makes examples, or runs them, says nothing about the rule that is tried.
# A change is judged by the same examples on every machine; `--hypothesis-profile wild` looks further with new ones.
settings.register_profile("wild", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=300)
settings.register_profile("house", settings.get_profile("wild"), max_examples=100, derandomize=True)
settings.load_profile("house")

SLOT = take_slot()  # before Django reads its settings
django.setup()
# xdist's workers inherit the environment; with this name in it pytest-django would read the settings before their slot is taken.
del os.environ["DJANGO_SETTINGS_MODULE"]
if connection.settings_dict["NAME"] != SLOT.database:
    raise pytest.UsageError(
        "Django was set up before tests/conftest.py; unset DJANGO_SETTINGS_MODULE and leave out --ds."
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A migrated copy of the template instead of migrating anew."""
    from django.db import connections
    from django.test import TransactionTestCase

    def renew_instead_of_flushing(_case) -> None:
        connections.close_all()
        database.renew(SLOT)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", renew_instead_of_flushing)
    with django_db_blocker.unblock():
        database.renew(SLOT)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connections.close_all()
        database.drop(SLOT)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Throttle counters and cached calendars of one test must not reach the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path):
    """Uploaded files of a test go where they vanish with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def real_worker(transactional_db, settings):
    """A Celery worker in a process of its own; tasks sent in this test reach it through the real queue."""
    with worker.running(settings) as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the system's own browser; Playwright's download is never used."""
    path = chromium.find()
    if path is None:
        reason = "没有找到 Chromium：请安装 chromium，或用环境变量 CHROMIUM 指明路径。"
        pytest.fail(reason) if chromium.is_required() else pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": path, "args": chromium.FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A Chinese office computer."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def pytest_collection_modifyitems(items):
    """Whoever drives a browser carries the marker, so that `-m "not browser"` is complete."""
    for item in items:
        if {"page", "browser", "context", "new_context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
