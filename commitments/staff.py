"""The staff pages of promises; importing a module registers its pages."""

from commitments import staff_catalogue, staff_list, staff_paper, staff_promise  # noqa: F401
