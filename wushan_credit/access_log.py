"""gunicorn's access log without what must not lie in logs: people type identity and telephone numbers into addresses."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from core.masking import scrub


class ScrubbedLogger(Logger):
    """Every text of a line is scrubbed: request line, referrer, browser, headers."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """The values that the line's format may name."""
        found = super().atoms(resp, req, environ, request_time)
        return {name: scrub(value) if isinstance(value, str) else value for name, value in found.items()}
