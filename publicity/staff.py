"""The staff pages of reporting; importing a module registers its pages."""

from publicity import staff_entry  # noqa: F401
