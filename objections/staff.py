"""The staff pages of objections; importing a module registers its pages."""

from objections import staff_letters, staff_objections, staff_replies, staff_reports, staff_window  # noqa: F401
