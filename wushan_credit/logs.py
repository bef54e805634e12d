"""Logs: readable lines on a developer's machine, one JSON object a line in production; identity numbers never."""

import logging
from typing import Any

import structlog

from core.masking import scrub


def scrub_event(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """structlog processor: scrub every text of the event."""
    return {key: _scrub_value(value) for key, value in event.items()}


def _scrub_value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        text = scrub(str(value))
        return value if text == str(value) else text
    if isinstance(value, dict):
        return {_scrub_value(key): _scrub_value(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_scrub_value(inner) for inner in value]
    if isinstance(value, (bytes, bytearray)):
        value = value.decode("utf-8", "replace")
    # Anything else (an exception, a model) becomes text here: the renderer would write it out unseen.
    return scrub(value if isinstance(value, str) else str(value))


def configure(*, level: str, as_json: bool) -> dict[str, Any]:
    """Set up structlog and return the LOGGING dictionary, so that both kinds of logger end in the same lines."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.PositionalArgumentsFormatter(), _wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    # Tracebacks become text before scrubbing, because exception texts may carry what a user typed.
    final = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        scrub_event,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [*final, renderer],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
            "axes": {"level": max(level, "WARNING", key=logging.getLevelNamesMapping().__getitem__)},
        },
    }


_wrap_for_formatter = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
