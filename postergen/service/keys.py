"""Hand out keys, recognise them, take them back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from postergen.domain.keys import ApiKey, KeyStore, RandomBytes, key_id_of, new_key
from postergen.domain.ports import Clock
from postergen.errors import NotFound, Unavailable

log = logging.getLogger(__name__)

REMEMBERED = timedelta(seconds=20)  # a key revoked elsewhere opens no longer than this
TOUCHED = timedelta(minutes=1)
MAX_REMEMBERED = 1000


class KeyService:
    """One for each process; safe to share between threads. Recognised keys are remembered for a moment."""

    def __init__(self, *, keys: KeyStore, clock: Clock, random_bytes: RandomBytes) -> None:
        self._keys, self._clock, self._random_bytes = keys, clock, random_bytes
        self._remembered: dict[str, tuple[ApiKey, datetime]] = {}  # with when it was read
        self._touched: dict[str, datetime] = {}

    def create(self, name: str, scopes: Collection[str]) -> tuple[ApiKey, str]:
        """A fresh key and its text, which nobody can show again; `InvalidInput` names what is wrong."""
        key, text = new_key(name, scopes, now=self._clock(), random_bytes=self._random_bytes)
        self._keys.add_key(key)
        return key, text

    def list(self) -> Sequence[ApiKey]:
        """Every key, the oldest first, revoked ones too."""
        return self._keys.list_keys()

    def revoke(self, key_id: str) -> None:
        """Close a key: here at once, in other processes within half a minute; `NotFound` when there is none."""
        known = self._keys.revoke_key(key_id, self._clock())
        self._remembered.pop(key_id, None)
        if not known:
            raise NotFound("key", key_id)

    def recognise(self, text: str) -> ApiKey | None:
        """The key with this text, or None for a wrong or revoked one.

        Raises:
            Unavailable: the store does not answer; then nobody is let in.
        """
        key_id = key_id_of(text)
        key = self._find(key_id) if key_id else None
        if key is None or not key.opens_with(text):
            return None
        self._touch(key)
        return key

    def _find(self, key_id: str) -> ApiKey | None:
        now = self._clock()
        remembered = self._remembered.get(key_id)
        if remembered is not None and timedelta(0) <= now - remembered[1] < REMEMBERED:
            return remembered[0]
        found = self._keys.find_key(key_id)
        if found is not None:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[key_id] = (found, now)
        return found

    def _touch(self, key: ApiKey) -> None:
        """Note the use of a key, once a minute at most."""
        now = self._clock()
        before = self._touched.get(key.id, key.last_used_at)
        if before is not None and now - before < TOUCHED:
            return
        self._touched[key.id] = now
        try:
            self._keys.touch_key(key.id, now)
        except Unavailable as exc:
            log.warning("the use of a key was not noted: %s", exc.part)  # it was recognised all the same
