"""Who is told: holders of a role, deputies of those on leave, the leading group."""

from datetime import date

import pytest

from accounts import selectors
from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER
from accounts.services import setting_change
from audit.services import SYSTEM
from tests import factories as make

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 12)


def test_only_active_people_of_the_section_hold_its_roles():
    here, there = make.make_section("here"), make.make_section("there")
    clerk = make.make_user(CLERK, section=here)
    make.make_user(CLERK, section=there)
    make.make_user(REVIEWER, section=here)
    make.make_user(CLERK, section=here, is_active=False)
    assert list(selectors.users_with_role(CLERK, here)) == [clerk]
    assert selectors.users_with_role(CLERK).count() == 2


@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        (date(2026, 10, 12), date(2026, 10, 12), True),
        (date(2026, 10, 13), None, False),
        (date(2026, 10, 1), None, True),
        (date(2026, 10, 1), date(2026, 10, 11), False),
        (None, None, False),
    ],
)
def test_a_deputy_stands_in_from_the_first_to_the_last_day(first, last, away):
    deputy = make.make_user()
    person = make.make_user(away_from=first, away_until=last, deputy=deputy)
    assert selectors.duty([person], ON) == ([person, deputy] if away else [person])


def test_deputies_of_deputies_are_found_and_circles_end():
    third = make.make_user()
    second = make.make_user(away_from=ON, deputy=third)
    first = make.make_user(away_from=ON, deputy=second)
    assert selectors.duty([first, second], ON) == [first, second, third]
    third.away_from, third.deputy = ON, first
    third.save()
    assert selectors.duty([first], ON) == [first, second, third]


def test_a_closed_account_stands_in_for_nobody():
    gone = make.make_user(is_active=False)
    person = make.make_user(away_from=ON, deputy=gone)
    assert selectors.duty([person], ON) == [person]


def test_the_leading_group_is_whom_the_bureau_names():
    leader, office, chief = make.make_user(LEADER), make.make_user(CREDIT_OFFICE), make.make_user(REVIEWER)
    assert set(selectors.leading_group()) == {leader, office}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work: work())
        setting_change(
            actor=SYSTEM, key="accounts.leading_group", value=[chief.username, leader.username], basis="", confirmed=False,
            reason="成立领导小组",
        )  # fmt: skip
    assert set(selectors.leading_group()) == {chief, leader}
