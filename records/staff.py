"""The staff pages of the credit file; importing a module registers its pages."""

from records import staff_catalogue, staff_subjects  # noqa: F401
