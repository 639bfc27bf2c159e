"""Servers of many dialects over a real connection: each is asked as it wants to be, and read as it answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from postergen.adapters.remote.llm import OpenAiChat
from postergen.copywriting.generate import ChatAnswer
from postergen.copywriting.prompt import ANSWER_SCHEMA, Message
from postergen.errors import Unavailable
from tests.model_server import Answer, Handler, Model, fails, model_server, says

OLD = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."


def chat(model: Model) -> OpenAiChat:
    return OpenAiChat(model="m", api_key="k", base_url=model.url, timeout=5)


def ask(one: OpenAiChat) -> ChatAnswer:
    return one.complete([Message("user", "x")], ANSWER_SCHEMA, 500)


def refuses(parameter: str, status: int, message: str = "", value: str = "") -> Answer:
    """A server that does not take a parameter, or one value of it, and says so in its own words."""

    def answer(handler: Handler) -> None:
        asked = handler.model.asked[-1]
        if parameter in asked and value in json.dumps(asked[parameter]):
            error = {"message": message or f"{parameter} is not implemented"}
            if message != "bad request":
                error["param"] = parameter
            handler.send(status, {"error": error})
        else:
            says("{}")(handler)

    return answer


def strict(handler: Handler) -> None:
    """Takes neither the old limit nor any format."""
    asked = handler.model.asked[-1]
    for name in ("max_tokens", "response_format"):
        if name in asked:
            handler.send(400, {"error": {"message": "bad parameter", "param": name}})
            return
    says("{}")(handler)


def answers(message: Any, **more: Any) -> Answer:
    body = {"choices": [{"index": 0, "finish_reason": "stop", "message": message}], **more}
    return lambda handler: handler.send(200, body)


@pytest.mark.parametrize(
    ("dialect", "asked", "lacking"),
    [
        (refuses("max_tokens", 400, OLD), {"max_completion_tokens", "response_format"}, {"max_tokens"}),
        (refuses("max_tokens", 422, "extra fields not permitted"), {"max_completion_tokens"}, {"max_tokens"}),
        (refuses("response_format", 400), {"max_tokens"}, {"response_format"}),
        (refuses("response_format", 422), {"max_tokens"}, {"response_format"}),
        (refuses("response_format", 501), {"max_tokens"}, {"response_format"}),
        (refuses("response_format", 400, "nope"), {"max_tokens"}, {"response_format"}),
        (refuses("response_format", 400, "no such type", "json_schema"), {"max_tokens", "response_format"}, set()),
        (refuses("response_format", 200), {"max_tokens"}, {"response_format"}),
        (refuses("max_tokens", 400, "bad request"), {"max_completion_tokens"}, {"max_tokens"}),
        (strict, {"max_completion_tokens"}, {"max_tokens", "response_format"}),
    ],
)
def test_each_parameter_is_negotiated_and_the_outcome_remembered(
    dialect: Answer, asked: set[str], lacking: set[str]
) -> None:
    with model_server(dialect) as model:
        one = chat(model)
        before = one.most_tries
        assert ask(one).text == "{}"
        assert asked <= set(model.asked[-1])
        assert not lacking & set(model.asked[-1])
        so_far = len(model.asked)
        assert so_far <= before
        ask(one)
        assert len(model.asked) == so_far + 1


def test_an_answer_is_never_asked_for_without_a_bound() -> None:
    too_large = "max_tokens is too large: 500. This model supports at most 400 completion tokens"
    for dialect, tries in ((refuses("max_tokens", 400, too_large), 1), (fails(400), 4)):
        with model_server(dialect) as model:
            with pytest.raises(Unavailable):
                ask(chat(model))
            assert len(model.asked) == tries
            assert all("max_tokens" in asked or "max_completion_tokens" in asked for asked in model.asked)


@pytest.mark.parametrize("message", ["", "Internal Server Error"])
def test_a_server_that_fails_over_a_format_is_asked_without(message: str) -> None:
    with model_server(refuses("response_format", 500, message)) as model:
        assert ask(chat(model)).text == "{}"
        assert len(model.asked) == 3 + 1 + 1  # three tries, one for the looser format, one without


def test_a_server_that_has_answered_is_not_suspected_of_a_dialect() -> None:
    with model_server(says("{}"), fails(400)) as model:
        one = chat(model)
        ask(one)
        with pytest.raises(Unavailable, match="no: 400"):
            ask(one)
        assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "model overloaded", "code": 503}}, "model overloaded"),
        ({"error": "out of credit"}, "out of credit"),
        ({"choices": [{"error": {"message": "provider away"}, "message": {"content": ""}}]}, "provider away"),
        ({"choices": []}, "OPENAI_BASE_URL"),
    ],
)
def test_an_error_with_the_status_of_success_is_told_in_the_servers_words(body: object, said: str) -> None:
    with model_server(lambda handler: handler.send(200, body)) as model, pytest.raises(Unavailable, match=said):
        ask(chat(model))


@pytest.mark.parametrize(
    "content",
    ["{}", [{"type": "text", "text": "{"}, {"type": "thinking", "text": "hm"}, {"type": "text", "text": "}"}], ["{}"]],
)
@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None, "completion_tokens": "many"}])
def test_content_in_parts_is_one_text_and_a_bill_without_numbers_is_none(content: object, usage: object) -> None:
    with model_server(answers({"role": "assistant", "content": content}, usage=usage)) as model:
        answer = ask(chat(model))
    assert (answer.text, answer.tokens_in, answer.tokens_out) == ("{}", 0, 0)


def test_a_mark_before_the_body_is_no_part_of_it() -> None:
    def marked(handler: Handler) -> None:
        data = b"\xef\xbb\xbf" + json.dumps({"choices": [{"message": {"content": "{}"}}]}).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    with model_server(marked) as model:
        assert ask(chat(model)).text == "{}"
