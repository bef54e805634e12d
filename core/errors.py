"""The errors a rule may raise. Only these are caught at the doors (pages, admin, API, tasks, commands) and shown to people."""

from __future__ import annotations


class DomainError(Exception):
    """A rule says no.

    message: plain Chinese, what – why – how to mend it; never contains an identity number.
    code:    stable code of the rule, for API answers and tests; the class gives a default.
    field:   name of the field the person has to look at, or None for the whole.
    """

    default_code = "domain_error"

    def __init__(self, message: str, *, code: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.field = field

    def __str__(self) -> str:
        return self.message


class Forbidden(DomainError):
    """The person has no right to do this."""

    default_code = "forbidden"


class InvalidTransition(DomainError):
    """The step does not follow from the present state."""

    default_code = "invalid_transition"


class Stale(DomainError):
    """Somebody else changed the row in the meantime."""

    default_code = "stale"


class NotReady(DomainError):
    """Something that must come first is still missing."""

    default_code = "not_ready"


class Duplicate(DomainError):
    """The same thing is already there."""

    default_code = "duplicate"


class NotUnderstood(DomainError):
    """The input (a file, a cell, a header) cannot be read."""

    default_code = "not_understood"


class CalendarYearMissing(DomainError):
    """A working-day question touches a year whose holidays are not in the table."""

    default_code = "calendar_year_missing"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"无法计算工作日：节假日表里没有 {year} 年。国务院办公厅公布 {year} 年放假安排后，"
            f"请由系统管理员在“系统—节假日”中导入该年的放假日和调休上班日，再重新计算。"
        )
        self.year = year

    def __reduce__(self) -> tuple[type[CalendarYearMissing], tuple[int]]:
        """Celery pickles errors; the default would call the class with the message."""
        return (CalendarYearMissing, (self.year,))
