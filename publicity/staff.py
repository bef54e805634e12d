"""The staff pages of reporting; importing a module registers its pages."""

from publicity import staff_entry, staff_importing, staff_reporting, staff_standard  # noqa: F401
