"""Decide whether a poster can be made of what was asked for, and name every reason why not."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Literal

import regex

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.findings import Kind
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.occasions import occasion_of
from postergen.domain.poster import NONE_OF_THESE, Brief
from postergen.domain.typed import clean, piles_marks, unprintable
from postergen.errors import Finding, InvalidBrief

MAX_NICKNAME = 30  # graphemes
MAX_NICKNAME_CODE_POINTS = 400  # one grapheme may be of many code points
MAX_NAME = 80  # characters of an id, as far as one that nobody knows is looked at
MAX_CHANNEL = 32
MAX_WISH_WIDTH = {"zh-CN": 28, "en": 42}  # in letters; as wide as the longest option of a pack may be
TODAY = "today"

_GRAPHEME = regex.compile(r"\X")
_CHANNEL = regex.compile(r"[a-z0-9][a-z0-9_.-]*")
_SITE = regex.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What came in, unchecked. Nothing means: postergen chooses."""

    options: tuple[str, ...]
    locale: str
    template: str | None = None
    format: str = "story"
    nickname: str = ""
    place: str | None = None
    occasion: str | None = None
    channel: str = ""
    personalised: bool = True
    avatar: str | None = None
    birthday: date | None = None
    fields: tuple[tuple[str, str | int], ...] = ()
    wish: str = ""
    wish_means: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Something a look wants to know of the person: a number up to ``most``, or a text of so many characters.

    The campaign page asks for what is ``asked``; what is not, a game tells.
    """

    name: str
    kind: Literal["number", "text"]
    most: int
    label: Localized = field(compare=False)
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """What a look serves and asks for."""

    formats: tuple[str, ...]
    fields: tuple[Field, ...] = ()


def check_brief(request: BriefRequest, campaign: Campaign, looks: Mapping[str, Look], today: date) -> Brief:
    """The brief, with what the person wrote made `clean`.

    Args:
        looks: what each template at hand serves and asks for.
        today: the day in the campaign's time zone, for the occasion ``today``.

    Raises:
        InvalidBrief: with every finding; ``where`` is a path such as ``options/1``.
    """
    findings: list[Finding] = []
    occasion = _occasion(request, campaign, today)
    template = request.template or _look_of(occasion, campaign) or campaign.templates[0]
    wish, nickname = clean(request.wish), clean(request.nickname)
    fields = tuple((name, clean(value) if isinstance(value, str) else value) for name, value in request.fields)
    findings += _check_options(request.options, wish, campaign)
    findings += _check_left("wish", request.wish, wish)
    findings += _check_wish(wish, request.locale)
    findings += _check_meaning(request.wish_means, wish, campaign)
    findings += _check_known("locale", request.locale, LOCALES, Kind.LOCALE)
    findings += _check_known("template", template, campaign.looks, Kind.LOOK)
    if template in campaign.looks:
        findings += _check_known("format", request.format, looks[template].formats, Kind.FORMAT)
        findings += _check_fields(fields, looks[template].fields)
    if request.place is not None:
        findings += _check_known("place", request.place, list(campaign.catalogue.place_by_id), Kind.PLACE)
    if occasion is not None:
        findings += _check_known("occasion", occasion, [*campaign.occasion_by_id, TODAY], Kind.OCCASION)
    findings += _check_left("nickname", request.nickname, nickname)
    findings += _check_nickname(nickname)
    findings += _check_channel(request.channel)
    findings += _check_site(request.site)
    if findings:
        raise InvalidBrief(findings)
    return Brief(
        campaign=campaign.id,
        options=request.options,
        locale=request.locale,
        template=template,
        format=request.format,
        nickname=nickname,
        place=request.place,
        occasion=occasion,
        channel=request.channel,
        personalised=request.personalised,
        avatar=request.avatar,
        fields=tuple(sorted(fields, key=lambda field: field[0])),
        wish=wish,
        wish_means=request.wish_means,
        site=request.site,
    )


def _occasion(request: BriefRequest, campaign: Campaign, today: date) -> str | None:
    """The occasion asked for; ``today`` stands for that of the day, if it is any."""
    if request.occasion != TODAY:
        return request.occasion
    found = occasion_of(campaign.occasions, today, request.birthday)
    return found.id if found else None


def _look_of(occasion: str | None, campaign: Campaign) -> str | None:
    known = campaign.occasion_by_id.get(occasion or "")
    return known.template if known and known.template in campaign.templates else None


def _check_channel(channel: str) -> list[Finding]:
    if not channel or (len(channel) <= MAX_CHANNEL and _CHANNEL.fullmatch(channel)):
        return []
    remedy = f"a-z 0-9 _ . -, at most {MAX_CHANNEL}"
    return [Finding("channel", "is not a channel name", remedy, Kind.CHANNEL, (("most", MAX_CHANNEL),))]


def _check_site(site: str) -> list[Finding]:
    if not site or _SITE.fullmatch(site):
        return []
    return [Finding("site", f"{site[:40]!r} is no id of a place", "a-z A-Z 0-9 . _ - /, at most 64", Kind.SITE)]


def _check_fields(given: Sequence[tuple[str, str | int]], asked: Sequence[Field]) -> list[Finding]:
    known = {field.name: field for field in asked}
    findings = []
    for name, value in given:
        where = f"fields/{name[:40]}"
        if name not in known:
            remedy = f"it asks for: {', '.join(known)}" if known else "it asks for nothing"
            findings.append(Finding(where, "is no field of this look", remedy, Kind.FIELD))
        else:
            findings += _check_field(where, value, known[name])
    return findings


def _check_field(where: str, value: str | int, asked: Field) -> list[Finding]:
    most = (("most", asked.most),)
    if asked.kind == "number":
        if type(value) is int and 0 <= value <= asked.most:
            return []
        problem = f"{str(value)[:40]!r} is no whole number of 0 to {asked.most}"
        return [Finding(where, problem, kind=Kind.NUMBER, values=most)]
    findings = check_printable(where, str(value))
    if len(str(value)) > asked.most:
        findings.append(Finding(where, "is too long", f"at most {asked.most} characters", Kind.LONG, most))
    return findings


def _check_left(where: str, typed: str, text: str) -> list[Finding]:
    """A text of blanks is no text, and whoever sent it meant something."""
    blank = Finding(where, "is made of blanks alone", "write what can be seen, or leave it out", Kind.BLANK)
    return [blank] if typed and not text else []


def _check_options(options: Sequence[str], wish: str, campaign: Campaign) -> list[Finding]:
    findings = []
    picks = len(options) + bool(wish)
    if not MIN_PICKS <= picks <= MAX_PICKS:
        counted = f"{len(options)} entries and a wish" if wish else f"{len(options)} entries"
        kind, most = Kind.FEW if picks < MIN_PICKS else Kind.MANY, (("most", MAX_PICKS),)
        remedy = f"choose {MIN_PICKS} to {MAX_PICKS}, a wish included"
        findings.append(Finding("options", f"has {counted}", remedy, kind, most))
    known = campaign.catalogue.option_by_id
    for index, option in enumerate(options[: MAX_PICKS * 2]):
        if option not in known:
            findings += _check_known(f"options/{index}", option, list(known), Kind.OPTION)
        elif option in options[:index]:
            problem = f"{option!r} is chosen twice"
            findings.append(Finding(f"options/{index}", problem, "choose each option once", Kind.TWICE))
    return findings


def _check_known(where: str, value: str, known: Sequence[str], kind: Kind) -> list[Finding]:
    if value in known:
        return []
    near = get_close_matches(value[:MAX_NAME], known, n=2, cutoff=0.6)
    if near:
        remedy = "did you mean " + " or ".join(near) + "?"
    elif len(known) <= 12:
        remedy = "known: " + ", ".join(known)
    else:
        remedy = "GET /api/v1/catalogue and `postergen options` list them all"
    return [Finding(where, f"{value[:MAX_NAME]!r} is unknown", remedy, kind)]


def _check_nickname(nickname: str) -> list[Finding]:
    length = len(_GRAPHEME.findall(nickname))
    findings = check_printable("nickname", nickname)
    if length > MAX_NICKNAME or len(nickname) > MAX_NICKNAME_CODE_POINTS:
        most = (("most", MAX_NICKNAME),)
        findings.append(Finding("nickname", f"has {length} characters", f"at most {MAX_NICKNAME}", Kind.LONG, most))
    return findings


def _check_wish(wish: str, locale: str) -> list[Finding]:
    """A wish stands where an option stands, so it may be as wide."""
    most = MAX_WISH_WIDTH.get(locale, 0)
    findings = check_printable("wish", wish)
    if most and (width_of(wish) > most or len(wish) > MAX_NICKNAME_CODE_POINTS):
        remedy = f"at most {most // 2} Chinese characters or {most} letters"
        values = (("most", most), ("hanzi", most // 2))
        findings.append(Finding("wish", f"is {width_of(wish)} letters wide", remedy, Kind.WIDE, values))
    return findings


def _check_meaning(means: str, wish: str, campaign: Campaign) -> list[Finding]:
    if not means:
        return []
    if not wish:
        remedy = "leave it out, or send the wish"
        return [Finding("wish_means", "says what a wish means, and there is none", remedy, Kind.MEANING)]
    return _check_known("wish_means", means, [*campaign.catalogue.option_by_id, NONE_OF_THESE], Kind.MEANING)


def width_of(text: str) -> int:
    """The width in letters: a Chinese character is as wide as two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(grapheme[0]) in "WF" else 1 for grapheme in _GRAPHEME.findall(text))


def check_printable(where: str, text: str) -> list[Finding]:
    """What of this text nobody could draw."""
    findings = []
    forbidden = sorted({f"U+{ord(c):04X}" for c in unprintable(text)})
    if forbidden:
        shown = ", ".join(forbidden[:8])
        problem = f"contains characters that cannot be printed: {shown}"
        findings.append(Finding(where, problem, "remove them", Kind.UNPRINTABLE))
    if piles_marks(text):
        problem = "piles more marks on one letter than its script writes"
        findings.append(Finding(where, problem, "use fewer", Kind.MARKS))
    return findings
