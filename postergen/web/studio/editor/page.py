"""The page of the editor: everything around a text that somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request, url_for

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.word_diff import word_diff
from postergen.domain.briefs import MAX_WISH_WIDTH
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS
from postergen.domain.editorial import Edit, State
from postergen.domain.line_marks import MOST_BREAKS
from postergen.domain.localized import LOCALES
from postergen.domain.variant import FITS, MOST_SOURCE, CopyVariant, Hook, Tone
from postergen.errors import Finding
from postergen.rendering.template import PosterTemplate
from postergen.service.reports import Breakdown
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio import choices
from postergen.web.studio.editor.analysis import analyse_text, stretches
from postergen.web.studio.editor.query import AROUND, MOST_GLOSS, MOST_NAME, MOST_TYPED, PARTS, around
from postergen.web.studio.frame import studio_page

NEW = "new"  # stands for the name of a text that has none yet
MOST_IN_ADDRESS = 200  # characters of a part


@dataclass(frozen=True, slots=True)
class Row:
    """One edit in the history, with what its words have brought; None before the first poster."""

    edit: Edit
    statistics: Breakdown | None


def editor_page(
    campaign: Campaign,
    text: CopyVariant,
    history: Sequence[Edit] = (),
    *,
    based_on: int | None = None,
    problems: Sequence[Finding] = (),
    theirs: Edit | None = None,
    notice: tuple[str, Edit | None] = ("", None),
    status: int = 200,
) -> Response:
    look, format_name = look_asked_for(campaign)
    analysis = analyse_text(text, campaign, look, format_name)
    found = analysis.findings
    kind, noticed = notice
    if kind == "saved" and noticed is not None and noticed.state is State.DRAFT:
        found = product().checks.check(campaign, noticed.variant)  # what stops it may be what only the looks can say
    looks = {one.id: one for one in product().library.templates()}
    locale = page_locale()
    return studio_page(
        "editor/editor.html",
        status,
        campaign=campaign,
        text=text,
        analysis=analysis,
        findings=found,
        is_blocked=any(one.severity is Severity.BLOCK for one in found),
        marked={part: stretches(getattr(text, part), _of_part(analysis.findings, part)) for part in PARTS},
        parts=PARTS,
        rows=_rows(campaign, history),
        newest=history[0] if history else None,
        based_on=based_on if based_on is not None else (history[0].number if history else 0),
        problems=problems,
        theirs=theirs,
        notice=notice[0],
        noticed=notice[1],
        compared=_compared(history),
        word_diff=word_diff,
        looks=[looks[name] for name in campaign.templates],
        look=look,
        format_name=format_name,
        canvas=look.formats[format_name].canvas,
        preview_url=_preview_url(campaign, text, look.id, format_name),
        on_every_look=[(looks[name], _preview_url(campaign, text, name, format_name)) for name in campaign.templates],
        around=around(request.values, campaign, text.locale),
        most_name=MOST_NAME,
        most_wish=max(MAX_WISH_WIDTH.values()),
        most_picks=MAX_PICKS,
        most_typed=MOST_TYPED,
        most_gloss=MOST_GLOSS,
        most_source=MOST_SOURCE,
        most_breaks=MOST_BREAKS,
        locales=LOCALES,
        hooks=tuple(Hook),
        tones=tuple(Tone),
        called=text.id or NEW,
        fits_groups={
            "options": choices.option_choices(campaign, locale),
            "themes": choices.theme_choices(campaign, locale),
            "occasions": choices.occasion_choices(campaign, locale),
            "places": choices.place_choices(campaign, locale),
            "wishes": choices.wish_choices(words("studio/editor")["any_wish"]),
        },
    )


def _rows(campaign: Campaign, history: Sequence[Edit]) -> list[Row]:
    if not history:
        return []
    counted = product().reports.of_variants(campaign.id, [one.variant for one in history])
    return [Row(one, counted.get((one.variant.id, one.variant.revision))) for one in history]


def _compared(history: Sequence[Edit]) -> tuple[Edit, Edit] | None:
    """The two edits whose difference is shown: those that were asked for, or the newest and the one before it."""
    if len(history) < 2:
        return None
    later = numbered(history, request.args.get("to", "")) or history[0]
    earlier = numbered(history, request.args.get("from", ""))
    if earlier is None:
        earlier = next((one for one in history if one.number < later.number), history[-1])
    return earlier, later


def what_happened(history: Sequence[Edit]) -> tuple[str, Edit | None]:
    """What has just happened, as the address of the page says, and to which edit."""
    if "unchanged" in request.args:
        return "unchanged", None
    for kind in ("saved", "taken"):
        found = numbered(history, request.args.get(kind, ""))
        if found is not None:
            return kind, found
    return "", None


def standing(history: Sequence[Edit]) -> Edit:
    """The newest edit that was not turned down; the newest of all when every one was."""
    return next((one for one in history if one.state is not State.REJECTED), history[0])


def numbered(history: Sequence[Edit], number: str) -> Edit | None:
    return next((one for one in history if str(one.number) == number), None)


def look_asked_for(campaign: Campaign) -> tuple[PosterTemplate, str]:
    """What the text is looked at in; the first look where the address says nothing that exists."""
    looks = {one.id: one for one in product().library.templates() if one.id in campaign.templates}
    look = looks.get(request.values.get("look", ""), looks[campaign.templates[0]])
    asked = request.values.get("format", "")
    return look, asked if asked in look.formats else next(iter(look.formats))


def _of_part(found: Sequence[LintFinding], part: str) -> list[LintFinding]:
    return [one for one in found if one.field == part]


def _preview_url(campaign: Campaign, text: CopyVariant, look: str, format_name: str) -> str:
    """The picture for a page without a script: everything stands in the address."""
    asked = [(part, getattr(text, part)[:MOST_IN_ADDRESS]) for part in PARTS]
    asked += [(kind, name) for kind in FITS for name in getattr(text.fits, kind)]
    asked += [(name, value) for name in AROUND for value in request.values.getlist(name)]
    asked += [("locale", text.locale), ("author", text.author.value), ("look", look), ("format", format_name)]
    return f"{url_for('studio_editor.preview')}?{urlencode([*asked, ('campaign', campaign.id)])}"
