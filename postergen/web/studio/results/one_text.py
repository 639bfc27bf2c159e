"""Show what came of one text: how often it was scanned, when, where, in which edit and with which looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import url_for

from postergen.adapters.content.csv_files import Cell
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Edit
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Words
from postergen.service.text_results import Part, Sampled, TextResult
from postergen.tracking.standing import LEAST_EXPOSED
from postergen.web.pages import page_locale
from postergen.web.product import product
from postergen.web.studio.results.figures import Figure, over_time, strips
from postergen.web.studio.results.tables import Kind, Table, columns, share

MOST_PARTS = 10  # rows of a picture; the table has all


@dataclass(frozen=True, slots=True)
class Seen:
    """A poster of the text: its picture without a name, "" where it cannot be drawn any more, and what is known."""

    picture: str
    made_at: datetime
    tags: tuple[str, ...]
    is_scanned: bool


def whole_sentence(found: TextResult, r: Words) -> str:
    """What its posters came to, and how sure that is."""
    whole = found.whole
    if not whole.posters:
        return r["text_none"]
    counts = {"posters": f"{whole.posters:,}", "scanned": f"{whole.scanned:,}"}
    ends = {"rate": share(whole.rate.value), "low": share(whole.rate.low), "high": share(whole.rate.high)}
    young = r["text_young"].format(posters=f"{LEAST_EXPOSED:.0f}") if whole.posters < LEAST_EXPOSED else ""
    return r["text_whole"].format(**counts, **ends) + young


def text_figures(campaign: Campaign, found: TextResult, edits: Sequence[Edit], r: Words) -> tuple[Figure, ...]:
    """None of a text without posters."""
    if not found.alike:
        return ()
    places = campaign.catalogue.place_by_id
    looks = {look.id: look.name.in_locale(page_locale()) for look in product().library.templates()}
    of_place = {"": r["no_place"], **{name: place.city.in_locale(page_locale()) for name, place in places.items()}}
    return (
        *over_time(found.buckets, r),
        _parts_figure("revisions", found.parts("revision"), _edits_named(edits, r), r),
        _parts_figure("channels", found.parts("channel"), {"": r["no_channel"]}, r),
        _parts_figure("places", found.parts("place"), of_place, r),
        _parts_figure("looks", found.parts("look"), looks, r),
        _sample_figure(campaign, found.sample, {edit.variant.revision: edit for edit in edits}, looks, r),
    )


def _edits_named(edits: Sequence[Edit], r: Words) -> Mapping[str, str]:
    """What each revision is called; the newest edit of the same words gives the name."""
    named = (
        (edit, r["edit_number"].format(number=edit.number) if edit.number else r["pack_edit"])
        for edit in reversed(edits)
    )
    return {edit.variant.revision: f"{name} · {r['quoted'].format(name=edit.variant.headline)}" for edit, name in named}


def _parts_figure(id: str, parts: Mapping[str, Part], names: Mapping[str, str], r: Words) -> Figure:
    rows = [(names.get(value, value), value, part) for value, part in parts.items()]
    cells: tuple[tuple[Cell, ...], ...] = tuple((name, value, *_counted(part)) for name, value, part in rows)
    kinds = columns(name=Kind.TEXT, id=Kind.TEXT, posters=Kind.COUNT, posters_scanned=Kind.COUNT)
    table = Table((*kinds, *columns(rate=Kind.SHARE, low=Kind.SHARE, high=Kind.SHARE)), cells)
    cut = (r["by_top"].format(count=MOST_PARTS),) if len(rows) > MOST_PARTS else ()
    picture = strips([(name, part) for name, _, part in rows[:MOST_PARTS]])
    return Figure(id, r[f"text_{id}"], (r[f"text_{id}_says"], *cut), table, "strips", picture)


def _counted(part: Part) -> tuple[Cell, ...]:
    return part.posters, part.scanned, part.rate.value, part.rate.low, part.rate.high


def _sample_figure(
    campaign: Campaign,
    sample: Sequence[Sampled],
    edits: Mapping[str, Edit],
    looks: Mapping[str, str],
    r: Words,
) -> Figure:
    catalogue, locale = campaign.catalogue, page_locale()

    def tags(one: Sampled) -> tuple[str, ...]:
        wishes = (catalogue.option_by_id[name] for name in one.options if name in catalogue.option_by_id)
        city = catalogue.place_by_id[one.place].city.in_locale(locale) if one.place in catalogue.place_by_id else ""
        told = (looks.get(one.look, one.look), one.channel, city, *(wish.text.in_locale(locale) for wish in wishes))
        return tuple(tag for tag in told if tag)

    seen = tuple(Seen(_picture(campaign, one, edits), one.made_at, tags(one), one.is_scanned) for one in sample)
    kinds = dict.fromkeys(("day", "revision", "look_id", "format", "option_ids", "place_id", "channel"), Kind.TEXT)
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.made_at.isoformat(timespec="minutes"),
            one.revision,
            one.look,
            one.format,
            " ".join(one.options),
            one.place or "",
            one.channel,
            int(one.is_scanned),
        )
        for one in sample
    )
    table = Table(columns(**kinds, posters_scanned=Kind.COUNT), cells)
    return Figure("sample", r["text_sample"], (r["text_sample_says"],), table, "sample", seen)


def _picture(campaign: Campaign, one: Sampled, edits: Mapping[str, Edit]) -> str:
    """Where the poster is drawn anew for nobody; in former words on an ordinary one."""
    edit = edits.get(one.revision)
    if edit is None or one.look not in campaign.templates:
        return ""
    now = campaign.variant_by_id.get(edit.variant.id)
    if now is None or now.revision != one.revision or not one.options:
        where = {"variant": edit.variant.id, "number": edit.number, "look": one.look, "v": one.revision}
        return url_for("studio_drafts.picture", campaign=campaign.id, **where)  # type: ignore[arg-type]
    return f"{url_for('studio_board.poster')}?{urlencode(_asked(campaign, one, now))}"


def _asked(campaign: Campaign, one: Sampled, text: CopyVariant) -> list[tuple[str, str]]:
    asked = [("campaign", campaign.id), ("variant", text.id), ("locale", text.locale), ("look", one.look)]
    asked += [("format", one.format), ("place", one.place or ""), ("occasion", one.occasion or "")]
    asked += [("option", name) for name in one.options if name in campaign.catalogue.option_by_id]
    asked += [("revision", one.revision), ("version", campaign.version[:8])]
    return [(name, value) for name, value in asked if value]
