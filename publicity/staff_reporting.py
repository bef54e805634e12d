"""Pages of submissions, receipts, rates and month close; importing a module registers its pages."""

from publicity import staff_followups, staff_months, staff_rates, staff_receipts, staff_submissions  # noqa: F401
