"""What all tests of look-ups share: a Monday, a section with its people, and a firm with a record."""

from datetime import date, datetime

import pytest

from accounts import roles
from core import clock
from supervision.services.lookups import counterparts_add, run
from supervision.services.matters import matter_open
from tests.factories import make_record, make_section, make_subject, make_user

MONDAY = date(2026, 9, 14)


def at(day, hour=10):
    """A moment of the day at Wushan, as a context manager."""
    return clock.override(datetime(day.year, day.month, day.day, hour))


@pytest.fixture(autouse=True)
def _monday():
    with at(MONDAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(roles.CLERK)


@pytest.fixture
def chief(db):
    return make_user(roles.REVIEWER)


@pytest.fixture
def stranger(db):
    return make_user(roles.CLERK, section=make_section("approval"))


@pytest.fixture
def firm(db):
    """A firm with one public penalty."""
    subject = make_subject("重庆夔门律师事务所")
    make_record(subject=subject)
    return subject


@pytest.fixture
def look(clerk):
    """Open a matter and look the lines up to the end; gives the matter."""

    def looking(text, scene="approval", actor=None):
        actor = actor or clerk
        matter = matter_open(actor=actor, scene=scene, title="律师事务所变更负责人")
        counterparts_add(actor=actor, matter=matter, text=text)
        run(matter.pk)
        return matter

    return looking
