"""Who hears of a deadline: the clerk first, then upwards, with deputies of those who are away. Read in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER, SYSTEM_ADMIN
from audit.services import Actor
from core.errors import Forbidden

ROLES = (CLERK, REVIEWER, LEADER, CREDIT_OFFICE, SYSTEM_ADMIN)


def own_section(actor: Actor) -> int:
    """The section of a person, 0 for people and machines without one: fit for a filter that then finds nothing."""
    return getattr(actor, "section_id", None) or 0


def signer(actor: Actor) -> int:
    """The person who signs. Forbidden for the machine: a signature is a person's deed."""
    if actor.pk is None:
        raise Forbidden("这一步须由本人签署，不能由系统代办。")
    return actor.pk


@dataclass
class Directory:
    """Active people by role and section, with the deputies in charge on one day."""

    people: dict[int, User]
    by_role: dict[str, dict[int | None, list[int]]]
    deputies: dict[int, int] = field(default_factory=dict)

    def in_section(self, role: str, section_id: int | None) -> list[int]:
        """People of one section who hold the role."""
        return self.by_role.get(role, {}).get(section_id, [])

    def everywhere(self, role: str) -> list[int]:
        """People of all sections who hold the role."""
        return [person for people in self.by_role.get(role, {}).values() for person in people]

    def clerks(self, author_id: int | None, section_id: int) -> list[int]:
        """The person who entered it, while he still works in the section; else its clerks, else its reviewers, else 信用办."""
        author = self.people.get(author_id) if author_id else None
        if author is not None and author.section_id == section_id:
            return [author.pk]
        return (
            self.in_section(CLERK, section_id)
            or self.in_section(REVIEWER, section_id)
            or self.everywhere(CREDIT_OFFICE)
        )

    def with_deputies(self, people: Iterable[int]) -> list[int]:
        """The same people and the deputies of those who are away, each once."""
        found: dict[int, None] = {}
        for person in people:
            found[person] = None
            if person in self.deputies:
                found[self.deputies[person]] = None
        return list(found)


def directory(on: date) -> Directory:
    """Everybody who may have to hear of a deadline on this day; two queries."""
    people = {user.pk: user for user in User.objects.filter(is_active=True)}
    by_role: dict[str, dict[int | None, list[int]]] = {}
    held = User.groups.through.objects.filter(group__name__in=ROLES, user__is_active=True)
    for role, person in held.order_by("user_id").values_list("group__name", "user_id"):
        by_role.setdefault(role, {}).setdefault(people[person].section_id, []).append(person)
    deputies = {user.pk: user.deputy_id for user in people.values() if user.deputy_id in people and _is_away(user, on)}
    return Directory(people, by_role, deputies)


def _is_away(user: User, on: date) -> bool:
    if user.away_from is None:
        return False
    return user.away_from <= on and (user.away_until is None or on <= user.away_until)
