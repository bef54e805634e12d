"""The demo's firms and practitioners as users: two firms, a clerk of the first one, one of its lawyers, and somebody who asks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.models import User
from audit.services import SYSTEM
from core import clock
from members.services import grant
from members.services.requests import request_ask
from records.models import Subject
from wushan_credit.demo import cast


def play(today: date, users: dict[str, User], places: list[cast.Institution], people: list[cast.Person]) -> None:
    """Open the accounts half a year ago; `users` gains them by username."""
    colleague = next(person for person in people[1:] if person.institution == places[0].uscc)
    first, second = (Subject.objects.get(uscc=place.uscc) for place in places[:2])
    lawyer = Subject.objects.get(licence_number=colleague.licence_number)
    with clock.override(datetime.combine(today - timedelta(days=180), time(9, 30))):
        for (username, _, role), name, subject in zip(
            cast.MEMBERS,
            (places[0].head, "周未央", places[1].head, colleague.name),
            (first, first, second, lawyer),
            strict=True,
        ):
            user = User(username=username, display_name=name, is_staff=False)
            user.set_password(cast.PASSWORD)
            user.save()
            grant(actor=SYSTEM, user=user, subject=subject, role=role)
            users[username] = user
    with clock.override(datetime.combine(today - timedelta(days=1), time(16, 20))):
        asker = User(username="firm2new", display_name="邓嘉树", is_staff=False)
        asker.set_password(cast.PASSWORD)
        asker.save()
        request_ask(actor=asker, subject=second, role="clerk", statement="本所新任行政内勤，接手年度考核材料申报")
