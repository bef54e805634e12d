"""The staff pages of the credit file; importing a module registers its pages."""

from records import (  # noqa: F401
    staff_affiliations,
    staff_catalogue,
    staff_coverage,
    staff_evidence,
    staff_file,
    staff_reports,
    staff_subjects,
)
