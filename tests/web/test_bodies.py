"""Bodies that drip, or claim what never comes, take no room from those that arrive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress

import pytest

from postergen.web import bodies as bounds
from postergen.web.bodies import LARGE_BODIES, Bodies, BodyLost, Crowded, network_of
from tests import loops

MOST = 1_000_000


async def at_once(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def dripping(chunk: bytes = b"1", every: float = 0.02) -> AsyncIterator[bytes]:
    while True:
        yield chunk
        await asyncio.sleep(every)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long waits as in a server, twenty times as fast."""
    for name in ("SILENCE", "GRACE", "PATIENCE", "QUICK"):
        monkeypatch.setattr(bounds, name, getattr(bounds, name) / 20)
    monkeypatch.setattr(bounds, "LEAST_RATE", bounds.LEAST_RATE * 20)


def read(bodies: Bodies, stream: AsyncIterator[bytes], size: int | None, network: str = "a") -> Awaitable[bytes]:
    return bodies.read(stream, size, network)


def test_a_body_that_comes_is_read() -> None:
    async def run() -> None:
        bodies = Bodies(MOST)
        assert await read(bodies, at_once(b"ab", b"c"), 3) == b"abc"
        assert await read(bodies, at_once(b"ab", b"c"), None) == b"abc"
        with pytest.raises(BodyLost):
            await read(bodies, at_once(b"ab"), 3)

    loops.run(run())


def test_one_that_is_never_silent_and_never_done_is_too_slow() -> None:
    async def run() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(read(Bodies(MOST), dripping(), 60_000), 1.0)

    loops.run(run())


def test_one_that_comes_steadily_is_waited_for() -> None:
    async def run() -> None:
        body = await read(Bodies(MOST), dripping(bytes(2_000)), 40_000)
        assert len(body) == 40_000

    loops.run(run())


def test_slow_ones_of_one_network_leave_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "GRACE", 5.0)

    async def run() -> None:
        bodies = Bodies(MOST)
        slow = [asyncio.ensure_future(read(bodies, dripping(), 60_000)) for _ in range(bounds.SLOW_OF_NETWORK + 30)]
        await asyncio.sleep(10 * bounds.QUICK)
        refused = [one for one in slow if one.done() and isinstance(one.exception(), Crowded)]
        assert len(refused) == 30
        other = asyncio.ensure_future(read(bodies, dripping(b"1" * 20), 200, "b"))
        assert len(await other) == 200
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert await read(bodies, dripping(b"1" * 20), 400) == b"1" * 400

    loops.run(run())


def test_what_is_claimed_takes_no_room_until_it_comes() -> None:
    async def run() -> None:
        bodies = Bodies(MOST)
        claims = [asyncio.ensure_future(read(bodies, dripping(), MOST)) for _ in range(3 * LARGE_BODIES)]
        await asyncio.sleep(0.01)
        assert len(await read(bodies, at_once(bytes(MOST)), MOST)) == MOST
        for claim in claims:
            claim.cancel()
        await asyncio.gather(*claims, return_exceptions=True)

    loops.run(run())


def test_what_has_come_takes_room_until_it_is_released() -> None:
    async def run() -> None:
        bodies, held = Bodies(MOST), []
        with suppress(Crowded):
            for _ in range(3 * LARGE_BODIES):
                held.append(await read(bodies, at_once(bytes(MOST)), MOST))
        assert len(held) in (LARGE_BODIES, LARGE_BODIES + 1)
        assert await read(bodies, at_once(bytes(1000)), 1000) == bytes(1000)
        for body in held:
            bodies.release(body)
        assert len(await read(bodies, at_once(bytes(MOST)), MOST)) == MOST

    loops.run(run())


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "network"),
    [
        ("192.0.2.7", "203.0.113.9", 0, "192.0.2.0/24"),
        ("192.0.2.7", "198.51.100.1, 203.0.113.9:80", 1, "203.0.113.0/24"),
        ("192.0.2.7", "198.51.100.1, 203.0.113.9", 2, "198.51.100.0/24"),
        ("192.0.2.7", "", 1, "192.0.2.0/24"),
        ("2001:db8:1:2::3", "", 0, "2001:db8:1::/48"),
    ],
)
def test_a_network_is_that_of_who_asks(address: str, forwarded: str, proxies: int, network: str) -> None:
    assert network_of(address, forwarded, proxies) == network
