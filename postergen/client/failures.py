"""What may go wrong between a program and the server.

ClientError
    ProblemError        the server says no, and why
    Unreachable         the server does not answer
    UnreadableAnswer    it answered something that is none of its API's answers
"""

from __future__ import annotations

from collections.abc import Mapping

from postergen.client.values import FieldError

NOTHING: Mapping[str, str] = {}


class ClientError(Exception):
    """Anything that goes wrong here."""


class ProblemError(ClientError):
    """The server says no. ``code`` is stable: the last part of the problem's type, such as ``invalid-request``.

    Where the rules of a game say no, ``reason`` is which of them, and ``texts`` has a sentence for whoever plays.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        errors: tuple[FieldError, ...] = (),
        retry_after: float | None = None,
        reason: str | None = None,
        texts: Mapping[str, str] = NOTHING,
    ) -> None:
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.errors, self.retry_after = errors, retry_after
        self.reason, self.texts = reason, texts
        mend = [f"{one.pointer} {one.detail}" + (f" ({one.remedy})" if one.remedy else "") for one in errors]
        super().__init__(f"{status} {code}: " + "; ".join([detail or title, *mend]))


class Unreachable(ClientError):
    """The server does not answer, or not in time."""


class UnreadableAnswer(ClientError):
    """The answer has not the shape that the API promises: is this address a postergen, and not much older or newer?"""
