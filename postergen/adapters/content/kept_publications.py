"""Remember what was last published, for a start while the database is away."""

from __future__ import annotations

import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from postergen.adapters.content.derived_files import DerivedFiles
from postergen.domain.editorial import AuditEntry, Publication
from postergen.errors import Unavailable

log = logging.getLogger(__name__)

KIND = "publications"
_NONE = b"null"  # nothing was published: that is known, too


class _Store(Protocol):
    def latest(self, campaign: str) -> Publication | None: ...

    def latest_numbers(self) -> Mapping[str, int]: ...


class KeptPublications:
    """The `Publications` of a store; while it does not answer, what it said last."""

    def __init__(self, store: _Store, kept: DerivedFiles, database_url: str) -> None:
        """``database_url`` tells what two databases published apart, where they share a folder."""
        self._store, self._kept, self._url = store, kept, database_url

    def latest(self, campaign: str) -> Publication | None:
        """What was last published over this pack; never raises because the store is away."""
        key = sha256(f"{self._url}\0{campaign}".encode()).hexdigest()
        kept = self._kept.get(KIND, key)
        try:
            found = self._store.latest(campaign)
        except Unavailable as exc:
            if kept is None:
                log.error("%s is served as its pack has it: what was published over it is not known: %s", campaign, exc)
                return None
            log.warning("%s is served as it was last published: %s", campaign, exc)
            return _read(kept)
        written = _written(found)
        if written != kept:
            self._kept.put(KIND, key, written)
        return found

    def latest_numbers(self) -> Mapping[str, int]:
        return self._store.latest_numbers()


def _written(made: Publication | None) -> bytes:
    """What a library needs of it; why it was done stays in the database."""
    if made is None:
        return _NONE
    values = {
        "campaign": made.campaign,
        "number": made.number,
        "files": {name: _text(data) for name, data in sorted(made.files.items())},
        "embeddings": None if made.embeddings is None else _text(made.embeddings),
        "who": made.entry.who,
        "at": made.entry.at.isoformat(),
    }
    return json.dumps(values, sort_keys=True).encode()


def _read(data: bytes) -> Publication | None:
    if data == _NONE:
        return None
    values = json.loads(data)
    campaign, number, embeddings = values["campaign"], values["number"], values["embeddings"]
    at = datetime.fromisoformat(values["at"])
    return Publication(
        campaign,
        number,
        {name: b64decode(text) for name, text in values["files"].items()},
        None if embeddings is None else b64decode(embeddings),
        AuditEntry(at, values["who"], "publish", campaign, campaign, number, "", ""),
    )


def _text(data: bytes) -> str:
    return b64encode(data).decode()
