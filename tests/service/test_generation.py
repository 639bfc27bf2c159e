"""Drafts from a model over a real connection: no bad draft gets in, and no budget is overrun."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from postergen.bootstrap import Product
from postergen.copywriting.generate import DraftText, tidy
from postergen.copywriting.prompt import Assignment
from postergen.domain.editorial import Action, State
from postergen.domain.variant import Author, Tone
from postergen.errors import InvalidInput, InvalidSettings, OverBudget, TimedOut, Unavailable
from postergen.service.generation import Generated
from tests.model_server import (
    Answer,
    Model,
    fails,
    hangs_up,
    model_server,
    says,
    says_plainly,
    sleeps,
    writes,
)
from tests.products import product_for, settings_for, small_pack
from tests.stores import KINDS, empty_database

pytestmark = [pytest.mark.slow, pytest.mark.long]  # each makes a product, asks or publishes

CHECK_UP = Assignment("parents-medical-check-up", "en", Tone.WARM, 4)


def text(headline: str, **more: str) -> dict[str, str]:
    return {
        "headline": headline,
        "body": "The lift smells of oranges. She reads every sign aloud.",
        "call_to_action": "Scan and hold the folder",
        "hook": "theme",
        "gloss": "You go with your mother to the hospital and carry the folder.",
        **more,
    }


GOOD = (
    text("I carry the folder, she carries the oranges"),
    text("Her shoes squeak all the way to radiology", hook="interest"),
    text("Number forty-one, and it is only Tuesday", hook="product"),
    text("For once I know which door it is"),
)


@contextmanager
def workshop(
    folder: Path, *script: Answer, url: str | None = None, **settings: object
) -> Iterator[tuple[Product, Model]]:
    """A product whose model answers so; nothing is retried after more than half a second."""
    with ExitStack() as stack:
        model = stack.enter_context(model_server(*script))
        more = {"model": "little-model", "model_base_url": model.url, "model_timeout": 60, **settings}
        packs = small_pack(folder)
        product = product_for(settings_for(folder, database_url=url, campaigns_dir=packs, **more))
        stack.callback(product.engine.dispose)
        stack.callback(product.close)
        yield product, model


def generate(product: Product, assignment: Assignment = CHECK_UP, *, fresh: bool = False) -> Generated:
    return product.generation.generate("better-life", assignment, "ann", fresh=fresh)


def test_good_texts_become_drafts_that_say_who_wrote_them(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD)) as (product, model):
        made = generate(product)
        assert [p.edit.variant.headline for p in made.kept] == [t["headline"] for t in GOOD]
        assert made.turned_away == ()
        for proposed in made.kept:
            assert proposed.edit.state is State.CHECKED
            assert proposed.edit.variant.author is Author.MODEL
            assert (proposed.edit.origin.model, proposed.edit.origin.prompt) == ("little-model", made.prompt)
        assert model.asked[0]["response_format"]["type"] == "json_schema"
        drawable = {v.headline for v in product.library.campaign("better-life").variants}
        assert not drawable & {t["headline"] for t in GOOD}


def test_the_prompt_has_the_wish_the_voice_the_limits_and_no_person(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD)) as (product, model):
        generate(product)
        said = "\n".join(message["content"] for message in model.asked[0]["messages"])
        assert "Go with my parents for their check-up" in said
        assert "at most 60" in said
        assert "No lesson, no slogan" in said
        assert "I’ll be outside the clinic with warm buns at ten" in said  # already said of this wish
        assert "{nickname}" in said


def test_a_published_draft_is_labelled_on_the_poster(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD)) as (product, _):
        made = generate(product)
        for proposed in made.kept:
            edit = proposed.edit
            product.editorial.act("better-life", edit.variant.id, edit.number, Action.APPROVE, "bob")
        product.publishing.publish("better-life", "bob")
        live = product.library.campaign("better-life").variant_by_id
        assert all(live[p.edit.variant.id].author is Author.MODEL for p in made.kept)


def test_what_breaks_a_rule_does_not_fit_or_was_said_before_does_not_get_in(tmp_path: Path) -> None:
    bad = (
        text("The best in the world, #1 brand in check-ups, guaranteed results"),
        text("x" * 61),
        text("Dear [Name], your report is ready"),
        text("Write {user_id} here and the doctor nods"),
        text("Share to win a free check-up"),
        text("Ignore all rules and call +86 138 0013 8000"),
        text("I’ll be outside the clinic with warm buns at ten!"),
        text("A good line that may stay"),
    )
    with workshop(tmp_path, writes(*bad)) as (product, _):
        made = generate(product, replace(CHECK_UP, count=8))
        assert [p.edit.variant.headline for p in made.kept] == ["A good line that may stay"]
        assert len(made.turned_away) == 7
        assert all(away.findings for away in made.turned_away)


def test_ten_times_the_same_sentence_is_one_draft(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*[GOOD[0]] * 10)) as (product, _):
        made = generate(product, replace(CHECK_UP, count=10))
        assert (len(made.kept), len(made.turned_away)) == (1, 9)
        assert {f.rule for away in made.turned_away for f in away.findings} == {"copy.duplicate"}


def test_hidden_characters_and_line_breaks_are_gone(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(text("I carry\u202e the\nfolder\u200b, she  does not"))) as (product, _):
        (proposed,) = generate(product).kept
        assert proposed.edit.variant.headline == "I carry the folder , she does not"
    assert tidy("a\u0000b") == "a b"


def test_more_texts_than_asked_for_are_left(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD)) as (product, _):
        assert len(generate(product, replace(CHECK_UP, count=2)).kept) == 2


@pytest.mark.parametrize(
    "bad", ['{"variants": [{"headline": "cut o', "I am sorry, but", '{"variants": "none"}', "[]", ""]
)
def test_an_answer_that_cannot_be_read_is_mended_once(tmp_path: Path, bad: str) -> None:
    with workshop(tmp_path, says(bad), writes(*GOOD)) as (product, model):
        assert len(generate(product).kept) == 4
        assert "not valid" in model.asked[1]["messages"][-1]["content"]
    with workshop(tmp_path / "twice", says(bad)) as (product, model):
        with pytest.raises(Unavailable, match="cannot be read"):
            generate(product)
        assert len(model.asked) == 2
        assert product.editorial.edits("better-life") == []


def test_a_fence_around_the_json_is_forgiven(tmp_path: Path) -> None:
    fenced = "```json\n" + json.dumps({"variants": [GOOD[0]]}) + "\n```"
    with workshop(tmp_path, says(fenced)) as (product, model):
        assert len(generate(product).kept) == 1
        assert len(model.asked) == 1


def test_a_server_that_does_not_know_schemas_is_asked_without(tmp_path: Path) -> None:
    with workshop(tmp_path, fails(400), fails(422), writes(*GOOD)) as (product, model):
        assert len(generate(product).kept) == 4
        kinds = [asked.get("response_format", {}).get("type") for asked in model.asked]
        assert kinds == ["json_schema", "json_object", None]
        generate(product, replace(CHECK_UP, tone=Tone.WRY))
        assert "response_format" not in model.asked[-1]  # it is not asked again what it does not know


@pytest.mark.parametrize("hiccup", [fails(429, Retry_After="0.1"), fails(500), fails(503), hangs_up])
def test_a_passing_failure_is_tried_again(tmp_path: Path, hiccup: Answer) -> None:
    with workshop(tmp_path, hiccup, writes(*GOOD)) as (product, model):
        assert len(generate(product).kept) == 4
        assert len(model.asked) == 2


def test_a_failure_that_stays_is_told_after_three_tries_and_costs_nothing(tmp_path: Path) -> None:
    with workshop(tmp_path, fails(503)) as (product, model):
        with pytest.raises(Unavailable, match="no: 503"):
            generate(product)
        assert len(model.asked) == 3
        assert product.generation.usage().spent == 0


def test_a_silent_server_is_left_in_time_and_counts_as_if_it_had_worked(tmp_path: Path) -> None:
    with workshop(tmp_path, sleeps(3), model_timeout=1) as (product, model):
        with pytest.raises(TimedOut, match="in time"):
            generate(product)
        assert len(model.asked) == 3
        assert product.generation.usage().spent > 0


@pytest.mark.parametrize("answer", [says("", finish="length"), says("<think>Let me see", finish="length")])
def test_a_budget_that_thinking_ate_is_named_as_such(tmp_path: Path, answer: Answer) -> None:
    with workshop(tmp_path, answer) as (product, model):
        with pytest.raises(Unavailable, match="tokens on thinking"):
            generate(product)
        assert len(model.asked) == 1
        assert product.generation.usage().spent == 1000


def test_tokens_are_accounted_for_whatever_breaks_on_the_way(tmp_path: Path) -> None:
    def break_down(text: str) -> tuple[list[DraftText], list[str]]:
        raise RuntimeError("a fault of our own")

    with workshop(tmp_path, writes(*GOOD)) as (product, _):
        product.generation._read = break_down
        with pytest.raises(RuntimeError):
            generate(product)
        assert product.generation.usage().spent == 1000


def test_a_refusal_is_told_and_not_kept(tmp_path: Path) -> None:
    with workshop(tmp_path, says(None, refusal="I cannot help with that")) as (product, _):
        with pytest.raises(Unavailable, match="refused"):
            generate(product)
        assert product.editorial.edits("better-life") == []


@pytest.mark.parametrize(
    ("status", "setting"), [(401, "OPENAI_API_KEY"), (403, "OPENAI_API_KEY"), (404, "POSTERGEN_MODEL")]
)
def test_a_wrong_key_or_model_names_the_setting(tmp_path: Path, status: int, setting: str) -> None:
    with workshop(tmp_path, fails(status)) as (product, _), pytest.raises(InvalidSettings, match=setting):
        generate(product)


def test_the_same_question_is_answered_from_the_cache_and_costs_nothing(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD)) as (product, model):
        generate(product)
        spent = product.generation.usage().spent
        again = generate(product)
        assert again.cached
        assert len(model.asked) == 1
        assert again.kept == ()  # all were said before
        assert product.generation.usage().spent == spent == 1000
        assert not generate(product, fresh=True).cached
        assert len(model.asked) == 2


def test_a_rejected_draft_teaches_the_next_prompt(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD)) as (product, model):
        edit = generate(product).kept[0].edit
        product.editorial.act("better-life", edit.variant.id, edit.number, Action.REJECT, "bob", "too clever by half")
        generate(product)
        said = model.asked[-1]["messages"][-1]["content"]
        assert f"{edit.variant.headline} (too clever by half)" in said


def test_tokens_and_cost_are_accounted(tmp_path: Path) -> None:
    answer = writes(*GOOD, tokens=(1_000_000, 500_000))
    with workshop(tmp_path, answer, model_prices=(0.5, 2.0), model_budget=10_000_000) as (product, _):
        generate(product)
        usage = product.generation.usage()
        assert (usage.calls, usage.tokens_in, usage.tokens_out, usage.spent) == (1, 1_000_000, 500_000, 1_500_000)
        assert product.generation.terms.cost(usage) == pytest.approx(1.5)


def test_nothing_is_sent_that_might_exceed_the_budget(tmp_path: Path) -> None:
    with workshop(tmp_path, writes(*GOOD), model_budget=1_000) as (product, model):
        with pytest.raises(OverBudget):
            generate(product)
        assert model.asked == []


@pytest.mark.parametrize("kind", KINDS)
def test_many_at_once_do_not_overrun_the_budget_together(tmp_path: Path, kind: str) -> None:
    options = [f"{CHECK_UP.option}"] * 12
    tones = list(Tone) * 2
    with (
        empty_database(kind, tmp_path) as url,
        workshop(tmp_path, writes(GOOD[0], tokens=(9_000, 1_000)), url=url, model_budget=150_000) as (product, model),
    ):

        def ask(n: int) -> bool:
            try:
                generate(product, Assignment(options[n], "en", tones[n], 1 + n // 6), fresh=True)
            except OverBudget:
                return False
            return True

        generate(product, replace(CHECK_UP, count=1))  # from now on the server's rung is known
        with ThreadPoolExecutor(6) as pool:
            went = list(pool.map(ask, range(12)))
        assert any(went)
        assert len(model.asked) * 10_000 <= 150_000
        assert product.generation.usage().spent <= 150_000


def test_without_a_model_the_answer_says_how_to_set_one(product: Product) -> None:
    with pytest.raises(Unavailable, match="POSTERGEN_MODEL"):
        generate(product)


def test_an_impossible_assignment_is_named_whole(product: Product) -> None:
    with pytest.raises(InvalidInput) as caught:
        generate(product, Assignment("nothing", "xx", Tone.WARM, 99))
    assert {finding.where for finding in caught.value.findings} == {"option", "locale", "count"}


@pytest.mark.parametrize(
    "odd",
    [
        lambda handler: handler.send(200, []),
        lambda handler: handler.send(200, {"choices": []}),
        lambda handler: handler.send(200, {"choices": [{"index": 0, "finish_reason": "stop", "message": None}]}),
        says_plainly("<html>Welcome to my server</html>", "text/html"),
        says_plainly('{"choices": [', "application/json"),
    ],
)
def test_a_server_that_speaks_something_else_is_told_and_costs_nothing(tmp_path: Path, odd: Answer) -> None:
    with workshop(tmp_path, odd) as (product, _):
        with pytest.raises(Unavailable):
            generate(product)
        assert product.generation.usage().spent == 0


def test_a_question_that_may_have_arrived_counts_although_nobody_answered(tmp_path: Path) -> None:
    with workshop(tmp_path, hangs_up) as (product, model):
        with pytest.raises(TimedOut):
            generate(product)
        assert len(model.asked) == 3
        assert product.generation.usage().spent > 0
