"""The words of the table of addresses: who there is, and what a door says."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import roles

#: Letter → (who, as the access page calls them).
PEOPLE: dict[str, str] = {
    "A": "公众",
    "C": roles.CLERK,
    "O": f"{roles.CLERK}（他科）",
    "R": roles.REVIEWER,
    "K": roles.CREDIT_OFFICE,
    "L": roles.LEADER,
    "U": roles.AUDITOR,
    "S": roles.SYSTEM_ADMIN,
    "X": roles.SECURITY_ADMIN,
    "F": roles.FIRM_USER,
    "G": f"{roles.FIRM_USER}（另一家）",
    "P": roles.PRACTITIONER,
    "T": "无权限范围的接口令牌",
}
EVERYBODY = "".join(PEOPLE)
STAFF = "CORKLUSX"
READERS, WORKERS, CHIEFS = "CORKL", "CORK", "RK"
OWN = "CRKL"
"""Readers of an object: the own section, and those who see all sections."""
OWN_WORK = "CRK"
POST_ONLY = 405


@dataclass(frozen=True)
class Door:
    """`who` may open the route; `title` is what people call the page; `answer` is the status of a GET by those who may.

    The addresses of machines are asked with a token of the person and all its scopes: a browser's session does not count there.
    """

    who: str
    title: str
    answer: int | tuple[int, ...] = 200

    @property
    def answers(self) -> tuple[int, ...]:
        return self.answer if isinstance(self.answer, tuple) else (self.answer,)


@dataclass(frozen=True)
class Lists:
    """The five routes of a list in the staff site: who sees list and object, who may add, who may make the sampled move."""

    title: str
    seen: str = ""
    one: str = ""
    add: str = ""
    move: str = ""
