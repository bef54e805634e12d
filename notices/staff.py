"""The staff's pages of messages: one's own inbox, papers that go out, and the administrator's wordings and delivery record."""

from __future__ import annotations

from notices import staff_dispatch, staff_inbox, staff_wording  # noqa: F401 - importing a module registers its pages
