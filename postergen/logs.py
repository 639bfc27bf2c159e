"""Write messages as text, or as one line of JSON each, with nothing in them that leads to a person."""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

TEXT_FORMAT = "%(levelname)s %(name)s: %(message)s"
access = logging.getLogger("postergen.access")
log = logging.getLogger("postergen")

AboutRequest = Callable[[], Mapping[str, object]]  # what is known of the request that this thread works on
# What the server that we run says of itself goes the way of all messages, instead of one of its own.
SERVER_LOGGERS: dict[str, dict[str, Any]] = {
    "formatters": {},
    "handlers": {},
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("_granian", "granian.access")},
}


class JsonLines(logging.Formatter):
    """A line for each record: no address, user agent, query or path, and of an error only its kind and place, for its
    words may quote what a person wrote.
    """

    def __init__(self, about_request: AboutRequest = dict) -> None:
        super().__init__()
        self._about_request = about_request

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= self._about_request()
        line |= getattr(record, "measured", {})
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            line["error"] = type(error).__name__
            line["where"] = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        return json.dumps(line, ensure_ascii=False)


def configure_logging(form: str, about_request: AboutRequest = dict) -> None:
    """Messages as text; or messages, requests, warnings of Python and errors that nobody caught as JSON. All of it on
    standard error.
    """
    if form != "json":
        logging.basicConfig(level=logging.WARNING, format=TEXT_FORMAT)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(about_request))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.raiseExceptions = False  # a message that cannot be written would be told of as text
    logging.captureWarnings(True)
    access.setLevel(logging.INFO)
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


def writes_json() -> bool:
    """Whether messages of this process are JSON."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    found = error if error is not None else kind()
    log.critical("nobody caught an error", exc_info=(kind, found, trace))
