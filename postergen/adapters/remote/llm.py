"""Ask a language model through any server that speaks OpenAI's chat completions.

The client library is imported when the first question is asked: it takes half a second, and few processes ask one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from postergen.adapters.remote.completions import read_completion
from postergen.adapters.remote.connecting import unusable
from postergen.adapters.remote.dialect import REFUSED, Dialect, next_dialect
from postergen.copywriting.generate import ChatAnswer
from postergen.copywriting.prompt import Message
from postergen.errors import Finding, InvalidSettings, TimedOut, Unavailable

if TYPE_CHECKING:
    from openai import OpenAI

log = logging.getLogger(__name__)

RETRIES = 2  # after 408, 409, 429, 5xx, a broken connection and a timeout; Retry-After is respected up to two minutes


class OpenAiChat:
    """A `ChatModel`. It remembers the dialect that its server understands."""

    def __init__(
        self,
        *,
        model: str,
        api_key: str,
        base_url: str | None,
        timeout: float,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``timeout`` in seconds is for one try; a call lasts at most three of them and the pauses between.
        ``environment`` has the variables of proxies and certificates, to name the one that is wrong.
        """
        self.name, self._environment = model, environment
        self._server: dict[str, Any] = {
            "api_key": api_key or "none",
            "base_url": base_url,
            "timeout": timeout,
            "max_retries": RETRIES,
        }
        self._dialect, self._is_sure = Dialect(), False

    @cached_property
    def _client(self) -> OpenAI:
        """Nothing is asked here: proxies and certificates are looked at, and fail as each library likes."""
        import openai

        try:
            return openai.OpenAI(**self._server)
        except Exception as exc:
            findings = unusable(self._environment, exc)
            raise InvalidSettings(findings) if findings else Unavailable(f"the model {self.name}", _said(exc)) from exc

    @property
    def most_tries(self) -> int:
        """A server that has not answered yet may have to be asked in every dialect."""
        return (1 + RETRIES) * (1 if self._is_sure else 1 + self._dialect.rest)

    def complete(self, messages: Sequence[Message], schema: Mapping[str, object], most_tokens: int) -> ChatAnswer:
        """One answer.

        Raises:
            Unavailable: the server does not answer, or only with errors.
            InvalidSettings: the server does not know the key or the model; or a variable of proxies or certificates
                names what cannot be used.
        """
        import openai

        client = self._client
        dialect, tries = self._dialect, 1 + RETRIES
        while True:
            try:
                answer = self._ask(client.with_options(max_retries=tries - 1), messages, schema, most_tokens, dialect)
                self._dialect, self._is_sure = dialect, True
                return answer
            except (openai.AuthenticationError, openai.PermissionDeniedError) as exc:
                raise InvalidSettings([Finding("OPENAI_API_KEY", "is not accepted", _said(exc))]) from exc
            except openai.NotFoundError as exc:
                raise InvalidSettings([Finding("POSTERGEN_MODEL", f"{self.name!r} is unknown", _said(exc))]) from exc
            except openai.APITimeoutError as exc:
                raise TimedOut(f"the model {self.name}", "it did not answer in time") from exc
            except openai.APIConnectionError as exc:  # the question may have arrived
                raise TimedOut(f"the model {self.name}", _said(exc)) from exc
            except (ValueError, RecursionError) as exc:  # no JSON at all, or brackets without end
                raise Unavailable(f"the model {self.name}", "its server answers no JSON") from exc
            except (_Refused, openai.OpenAIError) as exc:
                status = exc.status if isinstance(exc, _Refused) else getattr(exc, "status_code", 0)
                following = next_dialect(dialect, status, _whole(exc), sure=self._is_sure)
                if following is None:
                    raise Unavailable(f"the model {self.name}", _said(exc)) from exc
                log.info("%s does not take %s; trying %s", self.name, dialect, following)
                # a server that failed three times is not asked three times more for each thing that it may not know
                dialect, tries = following, tries if status in REFUSED else 1

    def _ask(
        self,
        client: OpenAI,
        messages: Sequence[Message],
        schema: Mapping[str, object],
        most_tokens: int,
        dialect: Dialect,
    ) -> ChatAnswer:
        more: dict[str, Any] = {}
        if dialect.format == "json_schema":
            named = {"name": "variants", "strict": True, "schema": schema}
            more["response_format"] = {"type": "json_schema", "json_schema": named}
        elif dialect.format:
            more["response_format"] = {"type": dialect.format}
        if dialect.limit:
            more[dialect.limit] = most_tokens
        said: Any = [{"role": message.role, "content": message.text} for message in messages]
        raw = client.chat.completions.with_raw_response.create(model=self.name, messages=said, **more)
        body = raw.http_response.json()
        answer = read_completion(body, retries=raw.retries_taken)
        if isinstance(answer, ChatAnswer):
            return answer
        if answer:
            raise _Refused(answer)
        raise Unavailable(f"the model {self.name}", "its server answers something else; OPENAI_BASE_URL ends in /v1?")


class _Refused(Exception):
    """An error that came with the status of success; then it is one that negotiating may mend."""

    status = REFUSED[0]


def _whole(error: Exception) -> str:
    """All that a server said, the parameter included, which stands beside the message."""
    return f"{error} {getattr(error, 'param', '') or ''}"


def _said(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
