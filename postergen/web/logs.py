"""Give every request an id, and log it, with nothing that leads to a person."""

from __future__ import annotations

import logging
import re
import secrets

from flask import Flask, Response, g, has_request_context, request

from postergen.logs import access
from postergen.web.lanes import seconds_in_line
from postergen.web.metrics import seconds_so_far

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def about_request() -> dict[str, object]:
    """The id and route of the request that is being answered, for whatever is logged meanwhile."""
    return {"request_id": g.get("request_id"), "endpoint": request.endpoint} if has_request_context() else {}


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
