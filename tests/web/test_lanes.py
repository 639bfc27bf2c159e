"""Which lane a request waits in, and that nobody runs what was given up."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Event

import pytest

from postergen.web.lanes import LANES, Bounds, Lane, lane_of, lane_with_body

JPEG, PDF = "image/jpeg", "application/pdf"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("method", "path", "query", "accept", "lane"),
    [
        ("GET", "/healthz", "", "", "scans"),
        ("GET", "/metrics", "", "", "scans"),
        ("GET", "/S/BT0Y2PZ6TR6QVHY", "", "", "scans"),
        ("HEAD", "/s/bt0y", "utm=1", "", "scans"),
        ("POST", "/api/v1/scans/00ff/confirm", "", "", "scans"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY.jpg", "", "", "pictures"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY.webp", "width=540", "", "pictures"),
        ("GET", "/c/better-life/looks/receipt.webp", "lang=en", "", "looks"),
        ("GET", "/api/v1/campaigns/better-life/stickers/zh-hot-sip.gif", "size=512", "", "stickers"),
        ("GET", "/api/v1/campaigns/better-life/stickers", "", "", "pages"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY.jpg", "format=print", "", "large"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY.jpg", "form%61t=print", "", "large"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY.jpg", "channel=format=print", "", "pictures"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY.pdf", "", "", "large"),
        ("GET", "/r/better-life/k1.x/e30.avif", "", "", "large"),
        ("GET", "/r/better-life/k1.x/e30.jpg", "", "", "posters"),
        ("POST", "/api/v1/posters", "", JPEG, "posters"),
        ("POST", "/api/v1/posters", "", "", "posters"),
        ("POST", "/api/v1/posters", "", PDF, "large"),
        ("POST", "/api/v1/posters", "", "x/y, image/avif", "large"),
        ("POST", "/api/v1/posters", "", "image/jpeg, image/avif;q=0.1", "posters"),
        ("POST", "/api/v1/posters", "", "*/*", "posters"),
        ("POST", "/c/better-life", "", "", "posters"),
        ("POST", "/c/better-life", "", BROWSER, "posters"),
        ("POST", "/c/better-life/preview", "", "", "looks"),
        ("POST", "/c/better-life/reading", "", "", "pages"),
        ("GET", "/c/better-life", "", "", "pages"),
        ("GET", "/c/better-life/search", "q=dog", "", "pages"),
        ("GET", "/p/BT0Y2PZ6TR6QVHY", "", "", "pages"),
        ("GET", "/api/v1/posters/BT0Y2PZ6TR6QVHY", "", "", "pages"),
        ("GET", "/studio/results", "", "", "desk"),
        ("POST", "/api/v1/drafts", "", "", "desk"),
        ("GET", "/static/page.css", "", "", "static"),
        ("GET", "/static/drafts.js", "v=1", "", "static"),
        ("GET", "/nowhere", "", "", "pages"),
    ],
)
def test_a_request_waits_with_its_like(method: str, path: str, query: str, accept: str, lane: str) -> None:
    assert lane_of(method, path, query, accept) == lane
    assert lane in LANES


@pytest.mark.parametrize(
    ("accept", "body", "lane"),
    [
        (JPEG, b'{"format": "print"}', "large"),
        (JPEG, rb'{"format": "\u0070rint"}', "large"),
        ("image/webp", b'{"format":"print"}', "large"),
        (JPEG, '{"format":"print"}'.encode("utf-16"), "large"),
        (JPEG, b'{"format": "story"}', "posters"),
        (JPEG, rb'{"nickname": "\u5c0f\u660e"}', "posters"),
        ("application/json", b'{"format": "print"}', "posters"),
        ("", b'{"format": "print"}', "posters"),
    ],
)
def test_a_picture_of_paper_waits_with_large_files(accept: str, body: bytes, lane: str) -> None:
    api, page = "/api/v1/posters", "/c/better-life"
    assert lane_with_body(lane_of("POST", api, "", accept), api, accept, body) == lane
    assert lane_with_body("looks", api, accept, body) == "looks"
    assert lane_with_body("posters", page, accept, body) == "posters"


@dataclass
class Job:
    """Runs until it is let go."""

    arrived: float = field(default_factory=time.monotonic)
    claims: list[bool] = field(default_factory=lambda: [True])
    began: Event = field(default_factory=Event)
    ends: Event = field(default_factory=Event)

    @property
    def is_claimed(self) -> bool:
        return not self.claims

    def claim(self) -> bool:
        return self.claims.pop() if self.claims else False

    def run(self) -> None:
        self.began.set()
        self.ends.wait(60)


def test_more_than_may_wait_fill_a_lane() -> None:
    lane = Lane("try", Bounds(threads=1, waiting=1, patience=1.0))
    first, second = Job(), Job()
    lane.put(first)
    assert first.began.wait(60)
    assert not lane.is_full()
    lane.put(second)
    assert lane.is_full()
    first.ends.set()
    assert second.began.wait(60)
    assert not lane.is_full()
    second.ends.set()


def test_who_would_wait_too_long_need_not_wait_at_all() -> None:
    now = [0.0]

    class Slow(Job):
        def run(self) -> None:
            now[0] += 30
            self.began.set()

    lane = Lane("try", Bounds(threads=1, waiting=100, patience=1.0), lambda: now[0])
    lane.put(Slow())
    busy = Job()
    lane.put(busy)
    assert busy.began.wait(60)
    assert not lane.is_full()
    waits = Job()
    lane.put(waits)
    assert lane.is_full()
    busy.ends.set()
    waits.ends.set()


def test_what_was_given_up_is_passed_over() -> None:
    lane = Lane("try", Bounds(threads=1, waiting=8, patience=1.0))
    first, given_up, last = Job(), Job(), Job()
    for job in (first, given_up, last):
        lane.put(job)
    assert first.began.wait(60)
    assert given_up.claim()
    first.ends.set()
    assert last.began.wait(60)
    assert not given_up.began.is_set()
    last.ends.set()


def test_those_whose_patience_is_over_are_told_once_and_only_while_nobody_has_begun_with_them() -> None:
    lane = Lane[Job]("try", Bounds(threads=1, waiting=8, patience=1.0))
    first, second, third = Job(arrived=0.0), Job(arrived=0.5), Job(arrived=9.0)
    lane.put(first)
    assert first.began.wait(60)
    lane.put(second)
    lane.put(third)
    assert list(lane.late(1.4)) == []
    assert list(lane.late(1.6)) == [second]
    assert list(lane.late(1.6)) == []
    assert third.claim()
    assert list(lane.late(99.0)) == []
    assert second.claim()
    first.ends.set()
