"""A method for every operation of the API that programs use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack
from uuid import uuid4

from postergen.client.connection import API, given, part
from postergen.client.seeking import Seeking
from postergen.client.values import (
    Accepted,
    Answers,
    Breakdowns,
    Catalogue,
    ConversionIn,
    Coupon,
    Drafts,
    DraftsIn,
    Draws,
    Edit,
    Edits,
    Funnel,
    Health,
    Lift,
    LineResults,
    Lines,
    Lint,
    LintIn,
    LookBackIn,
    LookBackMade,
    LookBacks,
    Offers,
    Person,
    Policy,
    Poster,
    PosterIn,
    ProposedList,
    Publication,
    RankIn,
    Ranking,
    Referrals,
    Series,
    Stickers,
    StickerSent,
    StickerSentIn,
    VariantIn,
)

Day = date | datetime | str | None


class Client(Seeking):
    """A postergen server. What is left out is as the server has it; ``campaign`` is then its own."""

    # posters

    def catalogue(self, *, campaign: str | None = None, locale: str | None = None) -> Catalogue:
        return self._get(Catalogue, f"{API}/catalogue", {"campaign": campaign, "locale": locale})

    def stickers(self, campaign: str, *, locale: str | None = None) -> Stickers:
        return self._get(Stickers, f"{API}/campaigns/{part(campaign)}/stickers", {"locale": locale})

    def sticker(
        self, campaign: str, sticker: str, extension: str = "png", *, size: int | None = None, v: str | None = None
    ) -> bytes:
        """The file: png stands still; gif, webp and apng move. ``v`` is the version that `files` name, kept longer."""
        path = f"{API}/campaigns/{part(campaign)}/stickers/{part(sticker)}.{part(extension)}"
        return self._ask("GET", path, twice=True, params=given({"size": size, "v": v})).content

    def rank(self, **brief: Unpack[RankIn]) -> Ranking:
        return self._post(Ranking, f"{API}/rank", brief, twice=True)

    def make_poster(self, *, key: str | None = None, **poster: Unpack[PosterIn]) -> Poster:
        """A new poster; with a ``key`` of yours that came before, the one that it made. Without one a new key is made,
        so that a request whose answer was lost makes one poster all the same.
        """
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self._post(Poster, f"{API}/posters", poster, twice=True, headers=headers)

    def look_backs(self, *, campaign: str | None = None) -> LookBacks:
        """Which there are, when they are to be had, and by which figures each is told."""
        return self._get(LookBacks, f"{API}/look-backs", {"campaign": campaign})

    def make_look_back(self, look_back: str, *, key: str | None = None, **told: Unpack[LookBackIn]) -> LookBackMade:
        """A poster for each page; a ``key`` as in `make_poster`."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self._post(LookBackMade, f"{API}/look-backs/{part(look_back)}", told, twice=True, headers=headers)

    def poster(self, code: str) -> Poster:
        return self._get(Poster, f"{API}/posters/{part(code)}")

    def picture(
        self,
        code: str,
        extension: str = "jpg",
        *,
        format: str | None = None,
        width: int | None = None,
        v: str | None = None,
    ) -> bytes:
        """The file: jpg, png, webp, avif or pdf. ``v`` is the version that `image_url` names, kept longer."""
        asked = {"format": format, "width": width, "v": v}
        return self._ask("GET", f"/p/{part(code)}.{part(extension)}", twice=True, params=given(asked)).content

    def share(self, code: str) -> None:
        """The poster was sent on."""
        self._ask("POST", f"{API}/posters/{part(code)}/share", twice=True)

    # battles of stickers

    def send_sticker(self, *, key: str | None = None, **sticker: Unpack[StickerSentIn]) -> StickerSent:
        """A sticker under a code of its own, or with a ``key`` that came before the one that it made."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self._post(StickerSent, f"{API}/battles", sticker, twice=True, headers=headers)

    def sent_sticker(self, code: str) -> StickerSent:
        return self._get(StickerSent, f"{API}/battles/{part(code)}")

    def answers(self, code: str, *, locale: str | None = None, scan: str | None = None) -> Answers:
        return self._get(Answers, f"{API}/battles/{part(code)}/answers", {"locale": locale, "scan": scan})

    # people

    def person(self, code: str, *, token: str | None = None) -> Person:
        return self._get(Person, f"{API}/posters/{part(code)}/person", headers=_erase_token(token))

    def erase(self, code: str, *, token: str | None = None) -> None:
        """Forget the person: with the token that came with the poster, or a key with the scope ``erase``."""
        self._ask("DELETE", f"{API}/posters/{part(code)}", twice=True, headers=_erase_token(token))

    # scans

    def confirm(self, click: str, *, token: str | None = None) -> None:
        """The landing page was seen."""
        self._ask("POST", f"{API}/scans/{part(click)}/confirm", twice=True, params=given({"token": token}))

    def offers(self, click: str, *, locale: str | None = None) -> Offers:
        return self._get(Offers, f"{API}/scans/{part(click)}/offers", {"locale": locale})

    def claim(self, click: str, offer: str) -> Coupon:
        """A coupon; the same scan gets the same one again."""
        return self._post(Coupon, f"{API}/scans/{part(click)}/offers/{part(offer)}/claim", None, twice=True)

    def convert(self, **conversion: Unpack[ConversionIn]) -> Accepted:
        """Somebody did something after a scan; the same ``key`` counts once."""
        return self._post(Accepted, f"{API}/conversions", conversion, twice=True)

    # results

    def breakdown(
        self, by: str, *, campaign: str | None = None, since: Day = None, until: Day = None, channel: str | None = None
    ) -> Breakdowns:
        asked = {"campaign": campaign, **_period(since, until, channel)}
        return self._get(Breakdowns, f"{API}/stats/{part(by)}", asked)

    def series(
        self,
        *,
        step: str | None = None,
        zone: str | None = None,
        campaign: str | None = None,
        since: Day = None,
        until: Day = None,
        channel: str | None = None,
    ) -> Series:
        asked = {"step": step, "zone": zone, "campaign": campaign, **_period(since, until, channel)}
        return self._get(Series, f"{API}/stats/series", asked)

    def funnel(
        self, *, campaign: str | None = None, since: Day = None, until: Day = None, channel: str | None = None
    ) -> Funnel:
        asked = {"campaign": campaign, **_period(since, until, channel)}
        return self._get(Funnel, f"{API}/stats/funnel", asked)

    def referrals(
        self, *, by: str | None = None, window_hours: int | None = None, campaign: str | None = None
    ) -> Referrals:
        asked = {"by": by, "window_hours": window_hours, "campaign": campaign}
        return self._get(Referrals, f"{API}/stats/referrals", asked)

    def draws(self, *, campaign: str | None = None) -> Draws:
        return self._get(Draws, f"{API}/stats/draws", {"campaign": campaign})

    def lines(
        self, option: str, *, locale: str | None = None, pair: Sequence[str] = (), campaign: str | None = None
    ) -> Lines:
        asked = {"option": option, "locale": locale, "pair": list(pair), "campaign": campaign}
        return self._get(Lines, f"{API}/stats/lines", asked)

    def lift(self, *, campaign: str | None = None) -> Lift:
        return self._get(Lift, f"{API}/stats/lift", {"campaign": campaign})

    def sticker_lines(self, *, campaign: str | None = None) -> LineResults:
        return self._get(LineResults, f"{API}/stats/stickers", {"campaign": campaign})

    def policy(self, *, campaign: str | None = None) -> Policy:
        return self._get(Policy, f"{API}/policy", {"campaign": campaign})

    # copy

    def edits(self, *, state: Sequence[str] = (), campaign: str | None = None) -> Edits:
        return self._get(Edits, f"{API}/edits", {"state": list(state), "campaign": campaign})

    def propose(self, variants: Sequence[VariantIn], *, campaign: str | None = None) -> ProposedList:
        """Write copy: all of it or none."""
        sent = {"campaign": campaign, "variants": list(variants)}
        return self._post(ProposedList, f"{API}/edits", sent, twice=False)

    def act(self, variant: str, number: int, action: str, *, why: str = "", campaign: str | None = None) -> Edit:
        """Approve, reject, pause, resume or retire an edit."""
        path = f"{API}/edits/{part(variant)}/{number}/{part(action)}"
        return self._post(Edit, path, {"why": why, "campaign": campaign}, twice=False)

    def publish(self, *, why: str = "", campaign: str | None = None) -> Publication:
        return self._post(Publication, f"{API}/publications", {"why": why, "campaign": campaign}, twice=False)

    def draft(self, **drafts: Unpack[DraftsIn]) -> Drafts:
        """Ask the server's language model for texts."""
        return self._post(Drafts, f"{API}/drafts", drafts, twice=False)

    def lint(self, **text: Unpack[LintIn]) -> Lint:
        return self._post(Lint, f"{API}/lint", text, twice=True)

    # the server

    def health(self) -> Health:
        """The process is alive."""
        return self._get(Health, "/healthz")

    def ready(self) -> Health:
        """It can do its work; a `ProblemError` with the code ``unavailable`` says what it lacks."""
        return self._get(Health, "/readyz")

    def metrics(self) -> str:
        return self._ask("GET", "/metrics", twice=True).text


def _period(since: Day, until: Day, channel: str | None) -> dict[str, object]:
    return {"from": _day(since), "to": _day(until), "channel": channel}


def _day(day: Day) -> str | None:
    return day.isoformat() if isinstance(day, date) else day


def _erase_token(token: str | None) -> dict[str, str]:
    return {"Postergen-Erase-Token": token} if token is not None else {}
