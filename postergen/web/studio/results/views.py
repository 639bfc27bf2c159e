"""See which words people follow, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, url_for

from postergen.domain.accounts import Role
from postergen.domain.editorial import State
from postergen.domain.localized import LOCALES
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.reports import Breakdown
from postergen.service.results import LONGEST_SERIES, POSTERS_LOOKED_AT
from postergen.service.standings import Compared, speaking_for
from postergen.service.text_results import TextResult
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio.access import needs
from postergen.web.studio.frame import studio_page
from postergen.web.studio.results.battles import battle_figure
from postergen.web.studio.results.changes import change_figure
from postergen.web.studio.results.contests import Verdict, lift_sentence, period_figures, standing_figure, verdict
from postergen.web.studio.results.duels import duel_figure
from postergen.web.studio.results.figures import (
    Figure,
    breakdown_figure,
    forest_figures,
    funnel_figure,
    health_figure,
    k_sentence,
    over_time,
    wishes_figure,
)
from postergen.web.studio.results.grids import cross_figure, map_figure
from postergen.web.studio.results.one_text import text_figures, whole_sentence
from postergen.web.studio.results.query import EVERY, SPANS, Asked, asked
from postergen.web.studio.results.shares import share_figure
from postergen.web.studio.results.tables import of_hundred, share, shown, signed, table_answer

studio_results = Blueprint("studio_results", __name__, url_prefix="/studio")

MOST_CONTESTS = 6  # that a text's own page leads to
MOST_ROWS = 100  # of a table on a page; the CSV has all


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of results consists of; a page without figures teaches instead."""

    figures: tuple[Figure, ...] = ()
    verdict: Verdict | None = None
    notes: tuple[str, ...] = ()


@studio_results.get("/results")
@needs(Role.WRITER)
def results() -> Response:
    return _page("overview")


@studio_results.get("/results/<name>")
@needs(Role.WRITER)
def results_page(name: str) -> Response:
    return _page(name)


@studio_results.get("/results/texts/<variant>")
@needs(Role.WRITER)
def text_page(variant: str) -> Response:
    """What came of one text."""
    question = asked()
    edits = product().editorial.history(question.campaign.id, variant)
    edit = next((one for one in edits if one.state is State.LIVE), edits[0])
    found, r = _of_text(question, variant), _words()
    return studio_page(
        "results/text.html",
        text=edit.variant,
        edit=edit,
        whole=whole_sentence(found, r),
        contests=_contests(question, edit.variant),
        shown=Shown(text_figures(question.campaign, found, edits, r), None, _text_notes(question, found, r)),
        here=partial(url_for, "studio_results.text_page", variant=variant),
        csv_at=lambda id: url_for("studio_results.text_csv", variant=variant, figure=id, **question.query()),
        **_frame("text", question),
    )


@studio_results.get("/results/texts/<variant>/<figure>.csv")
@needs(Role.WRITER)
def text_csv(variant: str, figure: str) -> Response:
    question = asked()
    edits = product().editorial.history(question.campaign.id, variant)
    figures = text_figures(question.campaign, _of_text(question, variant), edits, _words())
    return _csv(figures, figure, f"{question.campaign.id}-{variant}-{figure}")


@studio_results.get("/results/<name>/<figure>.csv")
@needs(Role.WRITER)
def results_csv(name: str, figure: str) -> Response:
    """The table behind one figure, with all its rows."""
    question = asked()
    return _csv(_view(name)(question).figures, figure, f"{question.campaign.id}-{name}-{figure}")


def _csv(figures: Sequence[Figure], id: str, name: str) -> Response:
    table = next((figure.table for figure in figures if figure.id == id), None)
    return table_answer(table, name) if table is not None else abort(404)


def _page(name: str) -> Response:
    view, question = _view(name), asked()
    query = {**question.query(), "pair": question.pair or None}
    return studio_page(
        "results/results.html",
        views=tuple(VIEWS),
        shown=view(question),
        here=partial(url_for, "studio_results.results_page", name=name),
        csv_at=lambda id: url_for("studio_results.results_csv", name=name, figure=id, **query),
        **_frame(name, question),
    )


def _frame(view: str, question: Asked) -> dict[str, Any]:
    """What the pages share: the form above, and how figures are written."""
    return {
        "view": view,
        "asked": question,
        "campaigns": product().library.campaigns(),
        "channels": _channels(question),
        "spans": SPANS,
        "every": EVERY,
        "locales": LOCALES,
        "most_rows": MOST_ROWS,
        "cell": shown,
        "of_hundred": of_hundred,
        "signed": signed,
        "share": share,
        "text_at": lambda id: url_for("studio_results.text_page", variant=id, **question.query()),
    }


def _of_text(q: Asked, variant: str) -> TextResult:
    return product().text_results.of_text(q.campaign.id, variant, q.period, q.channel)


def _contests(q: Asked, text: CopyVariant) -> list[tuple[str, str]]:
    """The options that it was written for, where it stands against others."""
    options = (q.campaign.catalogue.option_by_id.get(name) for name in text.fits.options[:MOST_CONTESTS])
    return [(option.id, option.text.in_locale(page_locale())) for option in options if option]


def _text_notes(q: Asked, found: TextResult, r: Words) -> tuple[str, ...]:
    longest = LONGEST_SERIES.days
    cut = (r["text_cut"].format(days=longest),) if (q.last - q.first).days >= longest else ()
    return (*cut, r["text_counting"]) if found.is_counting else cut


def _view(name: str) -> Callable[[Asked], Shown]:
    return VIEWS[name] if name in VIEWS else abort(404)


def _words() -> Words:
    return words("studio/results")


def _channels(question: Asked) -> list[tuple[str, str]]:
    """The channels of the period, as the form offers them; the one that was asked for is always among them."""
    rows = product().reports.breakdown(question.campaign.id, "channels", question.period)
    names = [row.value for row in rows]
    if question.channel is not None and question.channel not in names:
        names.append(question.channel)
    return [(name, name or _words()["no_channel"]) for name in names]


def _overview(q: Asked) -> Shown:
    r, name, service = _words(), q.campaign.id, product().results
    steps = product().reports.funnel(name, q.period, q.channel)
    buckets = service.series(name, q.period, q.channel)
    if not any(step.count for step in steps) and not any(bucket.counts for bucket in buckets):
        return Shown()
    health = health_figure(service.health(name, q.period, q.channel), r)
    longest = LONGEST_SERIES.days
    notes = (r["series_cut"].format(days=longest),) if (q.last - q.first).days >= longest else ()
    return Shown((health, *over_time(buckets, r), funnel_figure(steps, r)), None, notes)


def _lines(q: Asked) -> Shown:
    r = _words()
    contest = product().results.contest(q.campaign.id, q.locale, q.option, q.period, q.channel)
    compared, texts = contest.compared, q.campaign.variant_by_id
    if not contest.rows and not contest.retired and not (compared and compared.now.rows):
        return Shown()
    first = _compared(q, compared, q.option, r) if compared and q.option else _wishes(q, r)
    figures = [*first, *period_figures(contest, r)]
    notes = (lift_sentence(product().standings.lift(q.campaign.id), r),)
    return Shown(tuple(figures), verdict(compared, r, texts), notes)


def _stickers(q: Asked) -> Shown:
    rows = product().battle_figures.lines(q.campaign.id)
    return Shown((battle_figure(rows, _words()),)) if rows else Shown()


def _wishes(q: Asked, r: Words) -> Iterator[Figure]:
    """Which option: without one there is no comparison."""
    rows = product().reports.breakdown(q.campaign.id, "options", q.period, q.channel)
    named = [(_name_of(q, "options", row), row) for row in rows if row.posters]

    def contest_of(option: str) -> str:
        return url_for("studio_results.results_page", name="variants", **{**q.query(), "option": option})

    if named:
        yield wishes_figure(named, contest_of, r)


def _compared(q: Asked, compared: Compared, option: str, r: Words) -> Iterator[Figure]:
    """How the texts for an option stand, why each gets its share, and what changed."""
    texts, question = q.campaign.variant_by_id, (q.campaign.id, q.locale, option)
    if compared.now.rows:
        title = r["for_option"].format(option=q.campaign.catalogue.option_by_id[option].text.in_locale(page_locale()))
        yield standing_figure(compared, title, r, texts, unseen=_unseen(q, compared, option))
    if len(compared.now.old) > 1:
        names = {row.arm.variant for row in compared.now.rows}
        asked_well = len(set(q.pair)) == 2 and set(q.pair) <= names
        found = product().standings.duel(*question, q.pair) if asked_well else None
        wrong = r["pair_choose"] if q.pair and not asked_well else ""
        yield duel_figure(compared, product().standings.duels(*question), found, wrong, r, texts)
    shares = product().shares.explain(*question)
    if shares.rows:
        yield share_figure(shares, compared, r, texts)
        before = product().shares.before(*question, compared)
        yield change_figure(compared, shares, before, r, texts)


def _unseen(q: Asked, compared: Compared, option: str) -> list[str]:
    """The headlines of those that speak for an option, and that no poster with it has had."""
    seen = {(row.arm.variant, row.arm.revision) for row in compared.now.rows}
    theirs = speaking_for(option, q.campaign, q.campaign.variants_in(q.locale))
    return [text.headline for key, text in theirs.items() if key not in seen]


def _crossing(q: Asked) -> Shown:
    tallies = product().results.by_hook_and_tone(q.campaign.id, q.locale, q.period, q.channel)
    return Shown((cross_figure(tallies, q.locale, _words()),)) if tallies else Shown()


def _map(q: Asked) -> Shown:
    r, locale, places = _words(), page_locale(), q.campaign.catalogue.place_by_id
    tallies = product().results.by_province(q.campaign.id, q.period, q.channel)
    if not tallies:
        return Shown()
    total = product().reports.funnel(q.campaign.id, q.period, q.channel)[0].count
    rows = product().reports.breakdown(q.campaign.id, "places", q.period, q.channel)
    cities = [(places[row.value].city.in_locale(locale) if row.value in places else row.value, row) for row in rows]
    city = breakdown_figure("cities", r["cities_title"], cities, (r["by_note"],), r)
    return Shown((map_figure(tallies, total, q.campaign.catalogue, locale, r), city))


def _tree(q: Asked) -> Shown:
    r, forest = _words(), product().results.forest(q.campaign.id, q.period)
    if not forest.generations or forest.since is None:
        return Shown()
    notes = [k_sentence(forest, r), r["tree_channel"]]
    if not forest.is_whole:
        notes.append(r["tree_some"].format(count=f"{POSTERS_LOOKED_AT:,}", since=f"{forest.since:%Y-%m-%d %H:%M}"))
    if forest.is_counting:
        notes.append(r["tree_counting"])
    if not forest.trees:
        notes.append(r["trees_none"])
    return Shown(tuple(forest_figures(forest, r)), None, tuple(notes))


def _by(name: str) -> Callable[[Asked], Shown]:
    """A page for a breakdown whose rows have names of their own."""

    def view(q: Asked) -> Shown:
        r = _words()
        rows = product().reports.breakdown(q.campaign.id, name, q.period, q.channel)
        if not any(row.posters for row in rows):
            return Shown()
        notes = [r["by_note"], *([r["by_note_options"]] if name in ("options", "themes") else [])]
        named = [(_name_of(q, name, row), row) for row in rows]
        return Shown((breakdown_figure(name, r[f"by_title_{name}"], named, notes, r),))

    return view


def _name_of(q: Asked, kind: str, row: Breakdown) -> str:
    """What a person calls this value; its id when the pack no longer has it."""
    locale, catalogue, value = page_locale(), q.campaign.catalogue, row.value
    if kind == "options" and value in catalogue.option_by_id:
        return catalogue.option_by_id[value].text.in_locale(locale)
    if kind == "themes" and value in catalogue.theme_by_id:
        return catalogue.theme_by_id[value].name.in_locale(locale)
    if kind == "looks":
        return {t.id: t.name.in_locale(locale) for t in product().library.templates()}.get(value, value)
    return value or _words()["no_channel"]


VIEWS: dict[str, Callable[[Asked], Shown]] = {
    "overview": _overview,
    "variants": _lines,
    "stickers": _stickers,
    "options": _by("options"),
    "themes": _by("themes"),
    "hook-tone": _crossing,
    "places": _map,
    "channels": _by("channels"),
    "sites": _by("sites"),
    "looks": _by("looks"),
    "tree": _tree,
}
