"""The staff pages of the credit file; importing a module registers its pages."""

from records import staff_affiliations, staff_evidence, staff_file, staff_reports  # noqa: F401
