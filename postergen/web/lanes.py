"""Decide who waits where, so that what costs much cannot hold up what costs little.

Each lane has threads of its own and a short line of requests that wait for one of them. Who finds the line full, or has
waited longer than the lane's patience when the turn comes, is refused before anything is parsed, drawn or stored.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from queue import SimpleQueue
from threading import Thread
from typing import Generic, Protocol, TypeVar
from urllib.parse import parse_qsl

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from postergen.rendering.encode import FILE_FORMATS, LARGE_FILES, PAPER

log = logging.getLogger(__name__)

Monotonic = Callable[[], float]
# how long the request that this thread is busy with has waited for it, in seconds
seconds_in_line: ContextVar[float] = ContextVar("seconds_in_line", default=0.0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one lane in one process: its threads, how many requests may wait for them, and for how many seconds each."""

    threads: int
    waiting: int
    patience: float


# Scans, health and metrics: answers to scans wait for the disk without a thread. Pages are what people read, and what
# they search in them takes less. Desk: the studio, statistics, and whoever waits for a language model. Pictures are
# looked at and posters are made: half a second in a line is what leaves time to answer within one. Looks are leafed
# through by one person, one after the other; after a new start they wait while the artwork is drawn. Stickers come
# by the dozen to a page that shows them, some tenths of a second each, and take one thread of all. Static files
# cost nothing, and a page that came without its script does nothing until it is loaded again. Large files take
# seconds.
LANES = {
    "scans": Bounds(threads=8, waiting=1024, patience=0.9),
    "pages": Bounds(threads=4, waiting=256, patience=0.9),
    "static": Bounds(threads=2, waiting=1024, patience=10.0),
    "desk": Bounds(threads=4, waiting=64, patience=10.0),
    "looks": Bounds(threads=2, waiting=64, patience=10.0),
    "stickers": Bounds(threads=1, waiting=48, patience=10.0),
    "pictures": Bounds(threads=2, waiting=128, patience=0.5),
    "posters": Bounds(threads=2, waiting=128, patience=0.5),
    "large": Bounds(threads=1, waiting=4, patience=10.0),
}
NEWEST = 0.1  # what the newest job weighs in the mean
_JSON = "application/json"
_OFFERS = (_JSON, *(kind.media_type for kind in FILE_FORMATS.values()))
_LARGE_TYPES = tuple(FILE_FORMATS[extension].media_type for extension in LARGE_FILES)
# the format as JSON may write it: the letters themselves, or as numbers, which is looked into no further
_SAYS_PRINT = re.compile(rb"print|\\u00[67][0-9a-fA-F]")

_SCANS = re.compile(r"/[sS]/[^/]+|/healthz|/readyz|/metrics|/api/v1/scans/[^/]+/confirm")
_DESK = re.compile(r"/studio(/.*)?|/api/v1/(stats/.*|edits.*|publications|drafts|lint)")
_STATIC = re.compile(r"/static/.*")
_LOOKS = re.compile(r"/c/[^/]+/(looks/[^/]+|preview|games/[^/]+/cards/[^/]+|look-back/[^/]+/page\.webp)")
_STICKERS = re.compile(r"/api/v1/campaigns/[^/]+/stickers/[^/]+|/b/[^/]+(\.[a-z]+|/card\.jpg)")
_PICTURES = re.compile(r"/p/[^/]+\.[a-z]+")
_SIGNED = re.compile(r"/r/.*")
_MADE = re.compile(r"/api/v1/(posters|look-backs/[^/]+)|/c/[^/]+(/look-back)?")
_LONG = re.compile(r"/c/[^/]+/look-back/[^/]+(/cover)?\.[a-z]+")


def lane_of(method: str, path: str, query: str, accept: str) -> str:
    """The lane of a request, known before its body is read. What no rule names is a page."""
    if _SCANS.fullmatch(path):
        return "scans"
    if _DESK.fullmatch(path):
        return "desk"
    if _STATIC.fullmatch(path):
        return "static"
    if _LOOKS.fullmatch(path):
        return "looks"
    if _LONG.fullmatch(path):
        return "large"
    if _STICKERS.fullmatch(path):
        return "stickers"
    if _PICTURES.fullmatch(path):
        return "large" if path.endswith(LARGE_FILES) or _asks_for_print(query) else "pictures"
    if _SIGNED.fullmatch(path):
        return "large" if path.endswith(LARGE_FILES) else "posters"
    if method == "POST" and _MADE.fullmatch(path):
        return "large" if _wanted(path, accept) in _LARGE_TYPES else "posters"
    return "pages"


def lane_with_body(lane: str, path: str, accept: str, body: bytes) -> str:
    """The lane of a request once its body is there: a picture of paper waits with other large files."""
    if lane != "posters" or _wanted(path, accept) == _JSON:
        return lane
    letters = body.replace(b"\0", b"") if b"\0" in body else body  # JSON may be UTF-16, too
    return "large" if _SAYS_PRINT.search(letters) else lane


def _wanted(path: str, accept: str) -> str | None:
    """The media type of the answer, as it will be negotiated: a page answers with no picture, whatever browsers take
    instead of one.
    """
    return _negotiated(accept) if accept and path.startswith("/api/") else _JSON


@lru_cache(maxsize=256)
def _negotiated(accept: str) -> str | None:
    return parse_accept_header(accept, MIMEAccept).best_match(_OFFERS)


def _asks_for_print(query: str) -> bool:
    """Whether the picture is to be as large as paper, however that is written (``form%61t=print``)."""
    return bool(query) and ("format", PAPER) in parse_qsl(query)


class Job(Protocol):
    """A request that waits for a thread."""

    @property
    def arrived(self) -> float:
        """When it came, by the lane's clock."""

    @property
    def is_claimed(self) -> bool:
        """Whether somebody has claimed it."""

    def claim(self) -> bool:
        """Whether whoever asks is the first to do so: one runs it, or one refuses it, and nobody does both."""

    def run(self) -> None:
        """Do it and answer. Called in a thread of the lane."""


AnyJob = TypeVar("AnyJob", bound=Job)


@dataclass
class Lane(Generic[AnyJob]):
    """Jobs in the order in which they came, and the threads that take them, each started when a job comes."""

    name: str
    bounds: Bounds
    monotonic: Monotonic = time.monotonic
    _jobs: SimpleQueue[AnyJob] = field(default_factory=SimpleQueue)
    _line: deque[AnyJob] = field(default_factory=deque)  # the same, for whoever looks how long they have waited
    _threads: int = 0
    _each: float = 0.0  # seconds that a job takes by the clock: a moving mean

    @property
    def waiting(self) -> int:
        """Jobs that nobody has begun with."""
        return self._jobs.qsize()

    def is_full(self) -> bool:
        """Whether one more would have to wait behind too many, or for longer than the lane's patience."""
        waiting = self.waiting
        expected = waiting * self._each / self.bounds.threads
        return waiting >= self.bounds.waiting or expected > self.bounds.patience

    def put(self, job: AnyJob) -> None:
        """Line this job up. Called by one thread, that of the event loop."""
        self._forget_claimed()
        self._line.append(job)
        self._jobs.put(job)
        if self._threads < self.bounds.threads:
            self._threads += 1
            Thread(target=self._work, name=f"{self.name}-{self._threads}", daemon=True).start()

    def late(self, now: float) -> Iterator[AnyJob]:
        """The jobs whose patience is over and that nobody has claimed; each is told once. Called by the same thread."""
        self._forget_claimed()
        while self._line and now - self._line[0].arrived > self.bounds.patience:
            job = self._line.popleft()
            if not job.is_claimed:
                yield job

    def _forget_claimed(self) -> None:
        while self._line and self._line[0].is_claimed:
            self._line.popleft()

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job.claim():
                began = self.monotonic()
                seconds_in_line.set(began - job.arrived)
                try:
                    job.run()
                except Exception:  # the thread is others' as well
                    log.exception("a request failed")
                self._each += NEWEST * (self.monotonic() - began - self._each)
