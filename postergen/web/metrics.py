"""Count what happens, for Prometheus. No label is ever a person, a code or an address."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from postergen.config import SHARED, handed_down
from postergen.domain.scan import ScanClass
from postergen.setting_values import DEFAULT_RATE_LIMITS
from postergen.web.fold_counters import FoldCounters
from postergen.web.lanes import LANES
from postergen.web.readings import Readings
from postergen.web.shared_values import Counted, forget_the_dead

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MAKES = {("api.make_poster", 201): "api", ("campaign.make", 303): "page"}
DOORS = ("api", "page", "signed")
# Why a request is refused for the sake of others: its lane is full, it waited for too long, or its body is too slow,
# one of too many, or larger than any may be.
REFUSALS = ("full", "late", "slow body", "bodies", "too large")
TRIES, REST = 5, 0.02  # to read what all workers counted, and seconds between two of them
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


class Metrics:
    """The counters of one server process, and what it reads when somebody asks.

    Under `postergen serve` the values lie in files that all its processes share: whoever answers tells of all of them.
    """

    def __init__(self, readings: Readings | None = None) -> None:
        made = Counted()
        self.registry, self._readings = made.registry, readings or Readings()
        self.folding = FoldCounters(made)
        self._requests = made.histogram(
            "postergen_request_seconds", "Requests and how long they took", "endpoint", "method", "status"
        )
        self._renders = made.histogram("postergen_render_seconds", "Pictures drawn and how long it took", "extension")
        self._posters = made.counter("postergen_posters_made", "Posters made", "door")
        self._scans = made.counter("postergen_scans", "Hits on short links, by what they were", "scan_class")
        self._dropped = made.counter("postergen_dropped", "What was not kept, by reason", "reason")
        self._limited = made.counter("postergen_rate_limited", "Requests refused for being too many", "door")
        self._queued = made.histogram("postergen_queue_seconds", "How long requests waited for their turn", "lane")
        self._commits = made.histogram(
            "postergen_commit_seconds", "How long the first of the answers that share a commit waited for it"
        )
        self._refused = made.counter("postergen_refused", "Requests refused to serve others", "lane", "reason")
        self._failures = made.counter("postergen_limiter_failures", "Requests let through uncounted")
        self._under_way = made.gauge("postergen_requests_in_flight", "Requests that wait or are worked on", "lane")
        self._waiting = made.gauge("postergen_requests_waiting", "Requests that wait for their turn", "lane")
        self._workers = made.gauge("postergen_workers", "Server processes that live")
        self._requests_of, self._queued_in = cache(self._requests.labels), cache(self._queued.labels)
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        """What never happened is told as well: the first time would not be seen as a change else."""
        for lane in LANES:
            self.queue(lane, waiting=0, under_way=0)
            for reason in REFUSALS:
                self._refused.labels(lane, reason)
        for counter, known in (
            (self._posters, DOORS),
            (self._scans, ScanClass),
            (self._dropped, ("journal",)),
            (self._limited, (name for name, _, _ in DEFAULT_RATE_LIMITS)),
        ):
            for value in known:
                counter.labels(str(value))

    def answered(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """One request; statuses are counted by their class, such as ``2xx``."""
        known = method if method in METHODS else "other"
        self._requests_of(endpoint, known, f"{status // 100}xx").observe(seconds)

    def made(self, door: str) -> None:
        self._posters.labels(door).inc()

    def scanned(self, scan_class: str) -> None:
        self._scans.labels(scan_class).inc()

    def dropped(self, reason: str) -> None:
        self._dropped.labels(reason).inc()

    def limited(self, door: str) -> None:
        self._limited.labels(door).inc()

    def queued(self, lane: str, seconds: float) -> None:
        """One request waited this long for a thread of its lane."""
        self._queued_in(lane).observe(seconds)

    def committed(self, seconds: float) -> None:
        """Events were written at once; the first of the answers that waited for it had to for so long."""
        self._commits.observe(seconds)

    def refused(self, lane: str, reason: str) -> None:
        """One request was not let in: its lane was full, it came too late, or its body did."""
        self._refused.labels(lane, reason).inc()

    def queue(self, lane: str, *, waiting: int, under_way: int) -> None:
        """So many requests of this lane wait just now, and are here at all."""
        self._waiting.labels(lane).set(waiting)
        self._under_way.labels(lane).set(under_way)

    def lives(self) -> None:
        """This process serves."""
        self._workers.set(1)

    def limiter_failed(self) -> None:
        self._failures.inc()

    @contextmanager
    def drawing(self, extension: str) -> Iterator[None]:
        """Time the drawing of a picture."""
        with self._renders.labels(extension).time():
            yield

    def exposition(self) -> bytes:
        """Everything in Prometheus's text format."""
        for _ in range(TRIES - 1):
            try:
                return self._exposition()
            except struct.error:  # another worker has just made its file, and nothing is in it yet
                time.sleep(REST)
        return self._exposition()

    def _exposition(self) -> bytes:
        asked = CollectorRegistry()
        shared = Path(handed_down(SHARED) or "nowhere")
        if shared.is_dir():
            forget_the_dead(shared)
            MultiProcessCollector(asked, str(shared))  # type: ignore[no-untyped-call]
        else:
            asked.register(self.registry)
        asked.register(self._readings)
        return generate_latest(asked)


def measure(app: Flask, counters: Metrics) -> None:
    """Count and time every request, for `/metrics`."""
    app.extensions["postergen-metrics"] = counters

    def start() -> None:
        g.started = time.perf_counter()

    def finish(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        counters.answered(endpoint, request.method, response.status_code, seconds_so_far())
        if (endpoint, response.status_code) in MAKES:
            counters.made(MAKES[endpoint, response.status_code])
        return response

    app.before_request(start)
    app.after_request(finish)


def metrics() -> Metrics:
    """The counters of this application."""
    return current_app.extensions["postergen-metrics"]  # type: ignore[no-any-return]


def seconds_so_far() -> float:
    """How long this request has taken."""
    return time.perf_counter() - float(g.get("started", time.perf_counter()))


def asks_from_this_machine() -> bool:
    """The request comes from this machine, and not through a reverse proxy on it.

    Behind such a proxy everybody comes from the loopback address: then the host that was asked for, or a header
    that proxies add, gives the visitor away.
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    return _is_loopback(request.remote_addr or "") and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
