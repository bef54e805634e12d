"""The staff pages of credit repair; importing a module registers its pages."""

from repair import decision_part, staff_case, staff_cases, staff_notices, staff_revoking, staff_window  # noqa: F401
