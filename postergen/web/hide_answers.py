"""Turn hide and find into the shapes of the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from postergen.domain.hiding import Hunt
from postergen.domain.localized import LOCALES
from postergen.domain.words import Languages
from postergen.games.hand import Refusal
from postergen.service.envelope_store import EnvelopeState, Hidden
from postergen.service.hide_views import HideView, HideViews, Pockets, clue_of, words_of
from postergen.service.hiding import Found
from postergen.service.playing import next_day
from postergen.web import envelope_schemas, game_schemas
from postergen.web.game_answers import Address, both, claim_out, game_out
from postergen.web.game_words import refusal_texts

CodeOf = Callable[[Hidden], str]  # the address in the printed code of an envelope


def hunt_out(view: HideView, views: HideViews, address: Address) -> game_schemas.GameOut:
    rules, limits = view.rules, view.rules.limits
    hide = game_schemas.GameHideOut(
        pool=rules.pool,
        left=view.left,
        unit=both(rules.unit),
        fen=rules.fen,
        clues=list(rules.clues),
        found_by=list(rules.found_by),
        limits=game_schemas.HideLimitsOut(
            hides_per_day=limits.hides_per_day,
            lying=limits.lying,
            units=limits.units,
            finders=limits.finders,
            finds_per_day=limits.finds_per_day,
            wrong_per_day=limits.wrong_per_day,
        ),
        hours=rules.hours,
        near=rules.near,
        strips=game_schemas.StripsOut(
            count=rules.strips.count, at_first=rules.strips.at_first, another_after=rules.strips.another_after
        ),
        envelopes=[envelope_out(view, one, views, address) for one in view.lying],
        claim=claim_out(rules),
    )
    return game_out(view.run, view.shut, address, kind="hide", hide=hide)


def envelope_out(view: HideView, envelope: Hidden, views: HideViews, address: Address) -> game_schemas.EnvelopeOut:
    rules = view.rules
    where = {"campaign": view.run.campaign, "game": rules.id, "envelope": envelope.id}
    has_photo = envelope.has_photo and envelope.state is EnvelopeState.LYING
    return game_schemas.EnvelopeOut(
        id=envelope.id,
        serial=envelope.serial,
        url=address("games.envelope", **where),
        clue=envelope.clue,
        says={locale: clue_of(rules, envelope, locale) for locale in LOCALES},
        photo_url=address("games.envelope_photo", **where) if has_photo else None,
        strips=views.strips(rules, envelope) if has_photo else 0,
        found_by=envelope.found_by,
        units=envelope.units,
        finders=envelope.finders,
        found=envelope.found,
        state=envelope.state,
        until=envelope.until,
    )


def hidden_out(
    view: HideView, envelope: Hidden, views: HideViews, address: Address, code: CodeOf
) -> envelope_schemas.EnvelopeHiddenOut:
    shown = envelope_out(view, envelope, views, address)
    return envelope_schemas.EnvelopeHiddenOut(
        **shown.model_dump(), code_url=code(envelope) if envelope.found_by == "code" else None
    )


def found_out(view: HideView, found: Found, views: HideViews, address: Address) -> envelope_schemas.EnvelopeFoundOut:
    return _part(view, found.envelope, found.units, views, address)


def pockets_out(
    view: HideView, mine: Pockets, now: datetime, views: HideViews, address: Address, code: CodeOf, languages: Languages
) -> envelope_schemas.PocketsOut:
    tally = mine.tally

    def why(reason: Refusal | None) -> game_schemas.GameRefusalOut | None:
        texts = refusal_texts(reason, view.rules, languages) if reason else {}
        return game_schemas.GameRefusalOut(code=reason, texts=texts) if reason else None

    return envelope_schemas.PocketsOut(
        game=view.rules.id,
        player=mine.player.number or None,
        units=mine.player.units or 0,
        hidden=[hidden_out(view, one, views, address, code) for one in mine.hidden],
        found=[_part(view, one, units, views, address) for one, units in mine.found],
        day=envelope_schemas.HideDayOut(
            hidden=tally.hidden,
            found=tally.found,
            wrong=tally.wrong,
            lying=tally.lying,
            ends=next_day(view.rules, now).astimezone(UTC),
        ),
        hide_why_not=why(view.shut or mine.why_not_hide),
        find_why_not=why(view.shut or mine.why_not_find),
    )


def _part(
    view: HideView, envelope: Hidden, units: int, views: HideViews, address: Address
) -> envelope_schemas.EnvelopeFoundOut:
    return envelope_schemas.EnvelopeFoundOut(
        envelope=envelope_out(view, envelope, views, address), units=units, words=_words(view.rules, envelope)
    )


def _words(rules: Hunt, envelope: Hidden) -> dict[str, str]:
    return {locale: words_of(rules, envelope, locale) for locale in LOCALES}
