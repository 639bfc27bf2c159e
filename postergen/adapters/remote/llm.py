"""Ask a language model through any server that speaks OpenAI's chat completions.

The client library is imported when the first question is asked: it takes half a second, and few processes ask one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postergen.copywriting.generate import ChatAnswer
from postergen.copywriting.prompt import Message
from postergen.errors import Finding, InvalidSettings, TimedOut, Unavailable

if TYPE_CHECKING:
    from openai import OpenAI, OpenAIError

log = logging.getLogger(__name__)

RETRIES = 2  # after 408, 409, 429, 5xx, a broken connection and a timeout; Retry-After is respected up to two minutes

# The portable ladder: what a server does not know (400, 422), the next rung leaves out.
LADDER = ("json_schema", "json_object", "plain")


class OpenAiChat:
    """A `ChatModel`. It remembers which rung of the ladder its server understands."""

    def __init__(self, *, model: str, api_key: str, base_url: str | None, timeout: float) -> None:
        """``timeout`` in seconds is for one try; a call lasts at most three of them and the pauses between."""
        self.name = model
        self._server: dict[str, Any] = {
            "api_key": api_key or "none",
            "base_url": base_url,
            "timeout": timeout,
            "max_retries": RETRIES,
        }
        self._rung, self._is_sure = 0, False

    @cached_property
    def _client(self) -> OpenAI:
        import openai

        return openai.OpenAI(**self._server)

    @property
    def most_tries(self) -> int:
        """A server that has not answered yet may have to be asked on every rung."""
        return (1 + RETRIES) * (1 if self._is_sure else len(LADDER) - self._rung)

    def complete(self, messages: Sequence[Message], schema: Mapping[str, object], most_tokens: int) -> ChatAnswer:
        """One answer.

        Raises:
            Unavailable: the server does not answer, or only with errors.
            InvalidSettings: the server does not know the key or the model.
        """
        import openai

        rung = self._rung
        while True:
            try:
                answer = self._ask(messages, schema, most_tokens, LADDER[rung])
                self._rung, self._is_sure = rung, True
                return answer
            except (openai.BadRequestError, openai.UnprocessableEntityError) as exc:
                if self._is_sure or rung + 1 == len(LADDER):
                    raise Unavailable(f"the model {self.name}", _said(exc)) from exc
                log.info("%s does not know %s; trying %s", self.name, LADDER[rung], LADDER[rung + 1])
                rung += 1
            except (openai.AuthenticationError, openai.PermissionDeniedError) as exc:
                raise InvalidSettings([Finding("OPENAI_API_KEY", "is not accepted", _said(exc))]) from exc
            except openai.NotFoundError as exc:
                raise InvalidSettings([Finding("POSTERGEN_MODEL", f"{self.name!r} is unknown", _said(exc))]) from exc
            except openai.APITimeoutError as exc:
                raise TimedOut(f"the model {self.name}", "it did not answer in time") from exc
            except openai.APIConnectionError as exc:  # the question may have arrived
                raise TimedOut(f"the model {self.name}", _said(exc)) from exc
            except ValueError as exc:  # no JSON at all
                raise Unavailable(f"the model {self.name}", "its server answers no JSON") from exc
            except openai.OpenAIError as exc:
                raise Unavailable(f"the model {self.name}", _said(exc)) from exc

    def _ask(
        self, messages: Sequence[Message], schema: Mapping[str, object], most_tokens: int, rung: str
    ) -> ChatAnswer:
        from openai.types.chat import ChatCompletion

        more: dict[str, Any] = {}
        if rung == "json_schema":
            named = {"name": "variants", "strict": True, "schema": schema}
            more["response_format"] = {"type": "json_schema", "json_schema": named}
        elif rung == "json_object":
            more["response_format"] = {"type": "json_object"}
        said: Any = [{"role": message.role, "content": message.text} for message in messages]
        raw = self._client.chat.completions.with_raw_response.create(
            model=self.name, messages=said, max_tokens=most_tokens, **more
        )
        answer = raw.parse()
        if not isinstance(answer, ChatCompletion) or not answer.choices or answer.choices[0].message is None:
            raise Unavailable(
                f"the model {self.name}", "its server answers something else; OPENAI_BASE_URL ends in /v1?"
            )
        choice, usage = answer.choices[0], answer.usage
        return ChatAnswer(
            text=choice.message.content or "",
            tokens_in=usage.prompt_tokens if usage else 0,
            tokens_out=usage.completion_tokens if usage else 0,
            refusal=choice.message.refusal or ("filtered" if choice.finish_reason == "content_filter" else ""),
            finished=choice.finish_reason != "length",
            retries=raw.retries_taken,
        )


def _said(error: OpenAIError) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
