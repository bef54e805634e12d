"""The keepers' pages: unusual reading and incidents."""

from safeguards import staff_alerts, staff_incidents  # noqa: F401 - importing a module registers its pages
