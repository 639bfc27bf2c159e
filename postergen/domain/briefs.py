"""Decide whether a poster can be made of what was asked for, and name every reason why not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import regex

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.localized import LOCALES
from postergen.domain.poster import Brief
from postergen.errors import Finding, InvalidBrief

MAX_NICKNAME = 30  # graphemes
MAX_CHANNEL = 32

_FORBIDDEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?![\u200c\u200d\U000e0020-\U000e007f])\p{Cf}")
_MARK_FLOOD = regex.compile(r"\p{M}{4}")
_CHANNEL = regex.compile(r"[a-z0-9][a-z0-9_.-]*")


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


def check_brief(request: BriefRequest, campaign: Campaign, formats: Mapping[str, Iterable[str]]) -> Brief:
    """The brief, its nickname normalised.

    Args:
        formats: the pixel formats that each template at hand serves.

    Raises:
        InvalidBrief: with every finding; ``where`` is a path such as ``options/1``.
    """
    findings: list[Finding] = []
    template = request.template or campaign.templates[0]
    findings += _check_options(request.options, campaign)
    findings += _check_known("locale", request.locale, LOCALES)
    findings += _check_known("template", template, campaign.templates)
    if template in campaign.templates:
        findings += _check_known("format", request.format, list(formats.get(template, ())))
    if request.place is not None:
        findings += _check_known("place", request.place, list(campaign.catalogue.place_by_id))
    if request.occasion is not None:
        findings += _check_known("occasion", request.occasion, list(campaign.occasion_by_id))
    nickname = normalise_nickname(request.nickname)
    findings += _check_nickname(nickname)
    if request.channel and (len(request.channel) > MAX_CHANNEL or not _CHANNEL.fullmatch(request.channel)):
        findings.append(Finding("channel", "is not a channel name", f"a-z 0-9 _ . -, at most {MAX_CHANNEL}"))
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
        occasion=request.occasion,
        channel=request.channel,
        personalised=request.personalised,
    )


def normalise_nickname(text: str) -> str:
    """Canonical composition (NFC), white space collapsed; what is forbidden stays, to be reported."""
    composed = unicodedata.normalize("NFC", text).replace("\u3000", " ")
    return " ".join(part for part in composed.split(" ") if part)


def _check_options(options: Sequence[str], campaign: Campaign) -> list[Finding]:
    findings = []
    if not MIN_PICKS <= len(options) <= MAX_PICKS:
        findings.append(Finding("options", f"has {len(options)} entries", f"choose {MIN_PICKS} to {MAX_PICKS}"))
    known = campaign.catalogue.option_by_id
    for index, option in enumerate(options[: MAX_PICKS * 2]):
        if option not in known:
            findings += _check_known(f"options/{index}", option, list(known))
        elif option in options[:index]:
            findings.append(Finding(f"options/{index}", f"{option!r} is chosen twice", "choose each option once"))
    return findings


def _check_known(where: str, value: str, known: Sequence[str]) -> list[Finding]:
    if value in known:
        return []
    near = get_close_matches(value, known, n=2, cutoff=0.6)
    if near:
        remedy = "did you mean " + " or ".join(near) + "?"
    elif len(known) <= 12:
        remedy = "known: " + ", ".join(known)
    else:
        remedy = "GET /api/v1/catalogue lists them all"
    return [Finding(where, f"{value[:80]!r} is unknown", remedy)]


def _check_nickname(nickname: str) -> list[Finding]:
    findings = []
    length = len(regex.findall(r"\X", nickname))
    if length > MAX_NICKNAME:
        findings.append(Finding("nickname", f"has {length} characters", f"at most {MAX_NICKNAME}"))
    forbidden = sorted({f"U+{ord(c):04X}" for c in _FORBIDDEN.findall(nickname)})
    if forbidden:
        shown = ", ".join(forbidden[:8])
        findings.append(Finding("nickname", f"contains characters that cannot be printed: {shown}", "remove them"))
    if _MARK_FLOOD.search(nickname):
        findings.append(Finding("nickname", "piles more than three marks on one letter", "use fewer"))
    return findings
