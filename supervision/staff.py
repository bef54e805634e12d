"""The staff pages of look-ups; importing a module registers its pages."""

from supervision import staff_figures, staff_matters, staff_start  # noqa: F401
