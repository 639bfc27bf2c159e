"""Read what servers of chat completions send: the shape that all promise, and those that some have instead."""

from __future__ import annotations

from typing import Any

from postergen.copywriting.generate import ChatAnswer

CUT_OFF = ("length", "max_tokens")  # how servers say that the limit of tokens was reached


def read_completion(body: Any, *, retries: int = 0) -> ChatAnswer | str:
    """The answer; or what the server says is wrong, "" when it is no answer at all."""
    if not isinstance(body, dict):
        return ""
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    error = body.get("error") or choice.get("error")
    message = choice.get("message")
    if error or not isinstance(message, dict):
        return _error(error) if error else ""
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    reason = choice.get("finish_reason")
    return ChatAnswer(
        text=_text(message.get("content")),
        tokens_in=_count(usage.get("prompt_tokens")),
        tokens_out=_count(usage.get("completion_tokens")),
        refusal=_text(message.get("refusal")) or ("filtered" if reason == "content_filter" else ""),
        finished=reason not in CUT_OFF,
        retries=retries,
    )


def _error(error: Any) -> str:
    if isinstance(error, dict):
        said = [str(error[name]) for name in ("message", "param", "code") if error.get(name)]
        return "; ".join(said) or "an error without a message"
    return str(error)


def _text(content: Any) -> str:
    """A text, or the texts of its parts; parts that are thoughts or pictures are left out."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = [part if isinstance(part, str) else _part(part) for part in content]
    return "".join(texts)


def _part(part: Any) -> str:
    is_text = isinstance(part, dict) and part.get("type", "text") in ("text", "output_text")
    return part["text"] if is_text and isinstance(part.get("text"), str) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
