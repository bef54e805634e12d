"""The staff's pages of accounts: one's own account, the table of rights, rule parameters, the calendar."""

from __future__ import annotations

from accounts import staff_calendar, staff_own, staff_parameters, staff_second_factor  # noqa: F401 - importing a module registers its pages
