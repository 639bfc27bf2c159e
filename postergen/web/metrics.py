"""Count what happens, for Prometheus. No label is ever a person, a code or an address."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

Backlog = Callable[[], tuple[int, float]]  # events that wait for the database, and the age of the oldest in seconds

Policies = Callable[[], Iterable[tuple[str, str, float | None]]]  # campaigns: why none serves, and age in seconds

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
MAKES = {("api.make_poster", 201): "api", ("campaign.make", 303): "page"}
TRIES, REST = 5, 0.02  # to read what all workers counted, and seconds between two of them
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


class Metrics:
    """The counters of one application, in a registry of their own.

    With several worker processes the values lie in files that all of them share (`serve.py` names the folder).
    """

    def __init__(self, backlog: Backlog | None = None, policies: Policies = tuple) -> None:
        if values.ValueClass is not values.MutexValue:
            # shared by processes: else each value asks at each change whether the process was forked meanwhile
            values.ValueClass = values.MultiProcessValue(partial(int, os.getpid()))  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._backlog, self._policies = backlog, policies
        self._requests = self._histogram(
            "postergen_request_seconds", "Requests and how long they took", "endpoint", "method", "status"
        )
        self._renders = self._histogram("postergen_render_seconds", "Pictures drawn and how long it took", "extension")
        self._posters = self._counter("postergen_posters_made", "Posters made", "door")
        self._scans = self._counter("postergen_scans", "Hits on short links, by what they were", "scan_class")
        self._dropped = self._counter("postergen_dropped", "What was not kept, by reason", "reason")
        self._limited = self._counter("postergen_rate_limited", "Requests refused for being too many", "door")
        self._queued = self._histogram("postergen_queue_seconds", "How long requests waited for their turn", "lane")
        self._commits = self._histogram(
            "postergen_commit_seconds", "How long the first of the answers that share a commit waited for it"
        )
        self._refused = self._counter("postergen_refused", "Requests refused to serve others", "lane", "reason")
        self._failures = self._counter("postergen_limiter_failures", "Requests let through uncounted")
        self._requests_of, self._queued_in = cache(self._requests.labels), cache(self._queued.labels)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(name, text, labels, registry=self.registry, buckets=SECONDS)

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

    def limiter_failed(self) -> None:
        self._failures.inc()

    @contextmanager
    def drawing(self, extension: str) -> Iterator[None]:
        """Time the drawing of a picture."""
        with self._renders.labels(extension).time():
            yield

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What is measured only when somebody asks (Prometheus calls this)."""
        if self._backlog is None:
            return
        depth, age = self._backlog()
        yield GaugeMetricFamily("postergen_journal_events", "Events that wait for the database", depth)
        yield GaugeMetricFamily("postergen_journal_oldest_seconds", "Age of the oldest event that waits", age)
        ages = GaugeMetricFamily("postergen_policy_age_seconds", "Age of what draws", labels=["campaign"])
        degraded = GaugeMetricFamily(
            "postergen_policy_degraded", "Whether relevance alone draws instead, and why", labels=["campaign", "reason"]
        )
        for campaign, reason, old in self._policies():
            if old is not None:
                ages.add_metric([campaign], old)
            degraded.add_metric([campaign, reason], float(bool(reason)))
        yield from (ages, degraded)

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
        try:
            MultiProcessCollector(asked)  # type: ignore[no-untyped-call]
        except ValueError:  # one process: nothing is shared
            asked.register(self.registry)
        asked.register(self)
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
