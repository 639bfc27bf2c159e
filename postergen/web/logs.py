"""Write one line of JSON for every message and request, with nothing in it that leads to a person."""

from __future__ import annotations

import json
import logging
import re
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, has_request_context, request

from postergen.web.lanes import seconds_in_line
from postergen.web.metrics import seconds_so_far

TEXT_FORMAT = "%(levelname)s %(name)s: %(message)s"
access = logging.getLogger("postergen.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class JsonLines(logging.Formatter):
    """A line for each record: no address, user agent, query or path, and of an error only its kind and place, for its
    words may quote what a person wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line |= {"request_id": g.get("request_id"), "endpoint": request.endpoint}
        line |= getattr(record, "measured", {})
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            line["error"] = type(error).__name__
            line["where"] = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        return json.dumps(line, ensure_ascii=False)


def configure_logging(form: str) -> None:
    """Messages as text, or messages and requests as JSON, on standard error."""
    if form != "json":
        logging.basicConfig(level=logging.WARNING, format=TEXT_FORMAT)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    access.setLevel(logging.INFO)


def request_id(sent: str) -> str:
    """The id that came with a request, if it may be one; else a new one."""
    return sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)


def log_requests(app: Flask) -> None:
    """Give every request an id, echo it, and log the request when somebody reads such lines."""

    def name() -> None:
        g.request_id = request_id(request.headers.get("X-Request-Id", ""))

    def note(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        if not access.isEnabledFor(logging.INFO):
            return response
        measured = {
            "method": request.method,
            "status": response.status_code,
            "duration": round(seconds_so_far(), 6),
            "queued": round(seconds_in_line.get(), 6),
        }
        access.info("%s %s", request.method, response.status_code, extra={"measured": measured})
        return response

    app.before_request(name)
    app.after_request(note)
