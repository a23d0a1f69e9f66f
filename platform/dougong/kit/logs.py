"""How the program logs: lines for people on a terminal, JSON for collectors."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from dougong.kit.config import Settings

# Without locals in either form: they hold passwords and records, and printing a form's definition takes minutes.
_AS_DOCUMENT = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
_AS_TEXT = structlog.dev.plain_traceback


def set_up_logging(settings: Settings) -> None:
    """Warnings and worse, to standard error."""
    as_json = settings.log_format == "json"
    render: list[Any] = (
        [_AS_DOCUMENT, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_AS_TEXT)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
