"""A method for every operation of hide and find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from postergen.client.connection import given, part
from postergen.client.playing import Playing, game_path, who_plays
from postergen.client.values import Envelope, EnvelopeFound, EnvelopeHidden, EnvelopePoster, Pockets


class Seeking(Playing):
    """As `Playing`: who plays is named by ``holder`` or ``user``, and an act takes a ``key``."""

    def pockets(
        self, game: str, *, holder: str | None = None, user: str | None = None, campaign: str | None = None
    ) -> Pockets:
        """What somebody hid and found."""
        path = f"{game_path(game)}/envelopes"
        return self._get(Pockets, path, {"campaign": campaign}, headers=who_plays(holder, user))

    def hide(
        self,
        game: str,
        *,
        units: int,
        finders: int,
        clue: str = "sentence",
        found_by: str = "answer",
        says: str = "",
        answer: str = "",
        words: str = "",
        place: Mapping[str, float] | None = None,
        photo: bytes | str | None = None,
        locale: Literal["zh-CN", "en"] = "zh-CN",
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> EnvelopeHidden:
        """Hide an envelope; ``place`` has latitude, longitude and accuracy."""
        said = {"says": says, "answer": answer, "words": words, "locale": locale}
        sent = {"clue": clue, "found_by": found_by, "units": units, "finders": finders, **said}
        sent |= given({"place": place, "photo": photo})
        path = f"{game_path(game)}/envelopes"
        return self._act(EnvelopeHidden, path, sent, key, who_plays(holder, user), campaign)

    def envelope(self, game: str, envelope: str, *, campaign: str | None = None) -> Envelope:
        """Its clue."""
        return self._get(Envelope, f"{game_path(game)}/envelopes/{part(envelope)}", {"campaign": campaign})

    def find(
        self,
        game: str,
        envelope: str,
        *,
        proof: str = "",
        location: Mapping[str, float] | None = None,
        key: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> EnvelopeFound:
        """By an answer, by what the printed code carries, or by being there."""
        sent = {"proof": proof, **given({"location": location})}
        path = f"{game_path(game)}/envelopes/{part(envelope)}/find"
        return self._act(EnvelopeFound, path, sent, key, who_plays(holder, user), campaign)

    def take_envelope_back(
        self,
        game: str,
        envelope: str,
        *,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> None:
        """What nobody has found of it."""
        path, asked = f"{game_path(game)}/envelopes/{part(envelope)}", given({"campaign": campaign})
        self._ask("DELETE", path, twice=True, headers=who_plays(holder, user), params=asked)

    def envelope_poster(
        self,
        game: str,
        envelope: str,
        *,
        locale: str | None = None,
        holder: str | None = None,
        user: str | None = None,
        campaign: str | None = None,
    ) -> EnvelopePoster:
        """The poster with its clue."""
        path, asked = f"{game_path(game)}/envelopes/{part(envelope)}/poster", {"locale": locale, "campaign": campaign}
        return self._get(EnvelopePoster, path, asked, headers=who_plays(holder, user))
