"""The auditor's pages: what people did, what they looked at, and whether the history is whole. Nothing can be changed here."""

from __future__ import annotations

from audit import staff_seals, staff_trail  # noqa: F401 - importing a module registers its pages
