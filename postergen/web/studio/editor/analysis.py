"""What is seen of a text while it is written: how it is set, what the rules say, which texts are like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import url_for

from postergen.copywriting.compliance import LintFinding
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import OPEN
from postergen.domain.variant import CopyVariant
from postergen.rendering.template import PosterTemplate
from postergen.web.pages import page_locale
from postergen.web.product import product
from postergen.web.studio.editor.query import PARTS, limits, order_around, parts_shown

# a text that is begun is not wrong for being unfinished: the counters show it, and saving checks it
NOT_WHILE_WRITING = frozenset({"text.empty"})
MOST_DRAFTS = 500  # open edits, the newest, that a text is compared with beside the published ones


@dataclass(frozen=True, slots=True)
class SetText:
    """How the line breaker set one part. ``largest`` is the size that the look wishes for."""

    part: str
    lines: tuple[str, ...]
    size: int
    largest: int
    shrunk: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another text whose headline is nearly the same."""

    name: str
    headline: str
    percent: int


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """Everything there is to see beside the picture."""

    set_texts: tuple[SetText, ...]
    findings: tuple[LintFinding, ...]
    likenesses: tuple[Likeness, ...]
    limits: Mapping[str, int]


def analyse_text(text: CopyVariant, campaign: Campaign, look: PosterTemplate, format_name: str) -> TextAnalysis:
    drafts = product().editorial.edits(campaign.id, OPEN, MOST_DRAFTS)
    library = {variant.id: variant for variant in (*campaign.variants, *(edit.variant for edit in drafts))}
    quick = product().checks.quick_check(text, list(library.values()))
    return TextAnalysis(
        set_texts=tuple(_set_texts(text, campaign, look, format_name)),
        findings=tuple(found for found in quick.findings if found.rule not in NOT_WHILE_WRITING),
        likenesses=tuple(
            Likeness(pair.other, library[pair.other].headline, round(pair.likeness * 100)) for pair in quick.duplicates
        ),
        limits=limits(text.locale),
    )


def _set_texts(text: CopyVariant, campaign: Campaign, look: PosterTemplate, format_name: str) -> Iterator[SetText]:
    layout = product().pictures.lay_out_text(order_around(campaign, text, look.id, format_name), text)
    parts = parts_shown(look, format_name)
    found = {parts[placed.id]: placed.fitted for placed in layout.texts() if placed.id in parts}
    for part in PARTS:
        if part in found:
            fitted = found[part]
            yield SetText(
                part,
                fitted.lines,
                round(fitted.size),
                round(fitted.largest),
                "size" in fitted.given_up,
                "words" in fitted.given_up,
            )


def stretches(text: str, findings: Sequence[LintFinding]) -> list[tuple[str, str]]:
    """The text in pieces, each with the gravest severity that was found in it; empty where nothing was."""
    edges = sorted({0, len(text), *(min(edge, len(text)) for f in findings for edge in (f.start, f.end))})
    by_gravity = list(findings)  # the gravest come first
    return [
        (text[start:end], next((f.severity.value for f in by_gravity if f.start <= start and end <= f.end), ""))
        for start, end in pairwise(edges)
    ]


def analysis_json(analysis: TextAnalysis) -> dict[str, object]:
    """What the script of the page reads; problems and remedies in the language of the page."""
    locale = page_locale()
    return {
        "limits": dict(analysis.limits),
        "texts": [
            {"part": t.part, "lines": t.lines, "size": t.size, "largest": t.largest, "shrunk": t.shrunk, "lost": t.lost}
            for t in analysis.set_texts
        ],
        "findings": [
            {
                "rule": one.rule,
                "severity": one.severity.value,
                "field": one.field,
                "start": one.start,
                "end": one.end,
                "found": one.found,
                "problem": one.problem.in_locale(locale),
                "remedy": one.remedy.in_locale(locale),
                "source": one.source,
            }
            for one in analysis.findings
        ],
        "duplicates": [
            {
                "name": one.name,
                "headline": one.headline,
                "percent": one.percent,
                "url": url_for("studio_editor.edit", name=one.name),
            }
            for one in analysis.likenesses
        ],
    }
