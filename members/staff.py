"""The staff pages of members; the site loads this module."""

from members import staff_accounts, staff_requests  # noqa: F401 - register their pages
