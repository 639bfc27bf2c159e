"""Find posters and scans wherever they are: in the database, or still in a journal of this machine.

The order matters: an event leaves its journal only after it is in the database, so whoever looks into the database,
then into the journals, then into the database once more, cannot miss it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Never, TypeVar

from postergen.adapters.erasure_log import Erased, Erasure
from postergen.adapters.journal.erasure_stamp import is_pending
from postergen.adapters.journal.event_codec import decode_event
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.journal.journal_writer import Unkept, unkept
from postergen.adapters.journal.poster_memory import PosterMemory
from postergen.adapters.sql.poster_store import SqlStore
from postergen.domain.events import Event, PersonErased, PosterIssued, ScanRecorded
from postergen.domain.ports import KeyedPoster
from postergen.domain.poster import Poster, without_person
from postergen.domain.scan import Scan
from postergen.errors import NotFound, Unavailable

Found = TypeVar("Found")


class JournalledStore:
    """`EventLog`, `PosterStore` and `ScanStore` over the journals of a machine and the database."""

    def __init__(
        self,
        journals: JournalDirectory,
        store: SqlStore,
        on_append: Callable[[], object] = lambda: None,
        on_erase: Callable[[], object] = lambda: None,
        note: Callable[[Sequence[Erasure]], object] = lambda erasures: None,
    ) -> None:
        """``on_erase`` carries what was appended to the database at once, ``note`` keeps it where no backup reaches."""
        self._journals, self._store = journals, store
        self._on_append, self._on_erase, self._note = on_append, on_erase, note
        self._memory = PosterMemory(journals.erasures.read)

    def append(self, events: Sequence[Event]) -> None:
        erased = [
            Erasure(Erased.PERSON, event.code, event.occurred_at) for event in events if isinstance(event, PersonErased)
        ]
        self._journals.append(events)
        if erased:
            self._note(erased)  # before anybody is answered
            self._tell_erased()
        self._on_append()

    def _tell_erased(self) -> None:
        is_late = False
        try:
            self._on_erase()
        except Unavailable:  # it is kept, and the database hears of it when it is back
            is_late = True
        with suppress(OSError):  # nothing is remembered where this fails
            self._journals.erasures.change(is_pending=is_late)

    def append_soon(self, events: Sequence[Event], on_loss: Callable[[Exception], object]) -> None:
        held_back = unkept.get()
        if held_back is not None:
            held_back.append(Unkept(events, on_loss))
            return
        try:
            self.append(events)
        except Unavailable as exc:
            on_loss(exc)

    def holding(self, keys: Sequence[str]) -> AbstractContextManager[None]:
        return self._journals.holding(keys)

    def get(self, code: str) -> Poster:
        return self._memory.get(code, self._look_up)

    def _look_up(self, code: str) -> Poster:
        found = self._find(lambda: self._store.get(code), lambda: self._pending_poster(code).poster)
        return replace(found, brief=without_person(found.brief)) if self._is_still_to_be_erased(code) else found

    def _is_still_to_be_erased(self, code: str) -> bool:
        """Whether somebody was answered that this person is gone, and the database has them still."""
        try:
            if not is_pending(self._journals.erasures.read()):
                return False
        except OSError:
            pass  # nobody could be told
        return any(isinstance(decode_event(payload), PersonErased) for payload in self._journals.find([code]))

    def get_avatar(self, code: str) -> bytes | None:
        picture = self._store.get_avatar(code)
        if picture is None:
            try:
                return self._pending_poster(code).avatar
            except NotFound:
                return self._store.get_avatar(code)
        return picture

    def erase_digest(self, code: str) -> str:
        def folded() -> str:
            return self._store.erase_digest(code) or _missing("poster", code)

        return self._find(folded, lambda: self._pending_poster(code).erase_digest or _missing("poster", code))

    def find_by_key(self, keys: Sequence[str]) -> dict[str, KeyedPoster]:
        pending: dict[str, KeyedPoster] = {}
        for event in map(decode_event, self._journals.find_keys(keys)):
            if isinstance(event, PosterIssued) and event.idempotency_key is not None:
                with suppress(NotFound):  # erased, though it still stands in a journal
                    self.erase_digest(event.poster.code)
                    found = KeyedPoster(self._look_up(event.poster.code), event.request_digest)
                    pending.setdefault(event.idempotency_key, found)
        missing = [key for key in keys if key not in pending]
        return pending | (self._store.find_by_key(missing) if missing else {})

    def get_scan(self, scan_id: str) -> Scan:
        return self._find(lambda: self._store.get_scan(scan_id), lambda: self._pending_scan(scan_id))

    def _find(self, folded: Callable[[], Found], pending: Callable[[], Found]) -> Found:
        try:
            return folded()
        except NotFound:
            try:
                return pending()
            except NotFound:
                return folded()
        except Unavailable as away:
            try:
                return pending()
            except NotFound:
                raise away from None

    def _pending_poster(self, code: str) -> PosterIssued:
        """The poster as it stands in a journal; of one that is to be erased what will be left."""
        events = [decode_event(payload) for payload in self._journals.find([code])]
        for event in events:
            if isinstance(event, PosterIssued):
                return _without_person(event) if self._is_erased(code, events) else event
        return _missing("poster", code)

    def _is_erased(self, code: str, events: Sequence[Event]) -> bool:
        """An erasure may be in the database before its poster is, when the two came in different journals."""
        if any(isinstance(event, PersonErased) for event in events):
            return True
        try:
            return self._store.is_erased(code)
        except Unavailable:
            return False

    def _pending_scan(self, scan_id: str) -> Scan:
        for event in map(decode_event, self._journals.find([scan_id])):
            if isinstance(event, ScanRecorded):
                return event.scan
        return _missing("scan", scan_id)


def _without_person(event: PosterIssued) -> PosterIssued:
    poster = replace(event.poster, brief=without_person(event.poster.brief))
    return replace(event, poster=poster, idempotency_key=None, avatar=None, maker="", erase_digest="")


def _missing(kind: str, name: str) -> Never:
    raise NotFound(kind, name)
