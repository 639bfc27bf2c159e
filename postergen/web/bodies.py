"""Read bodies as they come, within bounds of time, number and memory: what is only claimed takes nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterable
from functools import lru_cache

from postergen.web.client_address import client_address
from postergen.web.rate_limits import CALLER_BITS, caller

SMALL_BODY = 65_536  # bytes of each body for which there is always room
LARGE_BODIES = 8  # so many of the largest size may be here at once, arriving or waiting to be worked on
SILENCE = 5.0  # seconds within which more of a body has to come
GRACE, LEAST_RATE = 5.0, 2_000  # seconds after which as many bytes a second have to have come: a phone far out has more
PATIENCE = 60.0  # seconds within which all of it has to be there
# Bodies that may be on their way in one process, of the thousand connections it has, and those that took longer than a
# quarter of a second; in all, and from one network: it may be that of a phone company, with a city behind it.
READING, READING_OF_NETWORK = 768, 256
SLOW, SLOW_OF_NETWORK = 256, 64
QUICK = 0.25


class BodyLost(Exception):
    """The client left before its body was complete."""


class Crowded(Exception):
    """There is no room for another body now."""


class Bodies:
    """The bodies of one process."""

    def __init__(self, most: int) -> None:
        """``most`` is the number of bytes that a body may have."""
        self._most = most
        self._reading: Counter[str] = Counter()  # by network
        self._slow: Counter[str] = Counter()
        self._held = 0  # bytes beyond those of small bodies

    async def read(self, stream: AsyncIterable[bytes], size: int | None, network: str) -> bytes:
        """The body, at most a byte more than is allowed. Its room is taken until `release`.

        Args:
            size: how many bytes it should have; None when it does not say.
            network: where it comes from.

        Raises:
            TimeoutError: it came too slowly.
            BodyLost: it ended before it was complete.
            Crowded: too many are on their way.
        """
        if not _is_let(self._reading, network, READING, READING_OF_NETWORK):
            raise Crowded
        arriving = _Arriving(self, network)
        try:
            body = await arriving.read(stream, self._most + 1 if size is None else size)
        except BaseException:
            self.release(arriving.body)
            raise
        finally:
            _leave(self._reading, network)
            arriving.end()
        if size is not None and len(body) < size:
            self.release(body)
            raise BodyLost
        return body

    def release(self, body: bytes | bytearray) -> None:
        """Nobody needs this body any more."""
        self._held -= _counted(len(body))

    def take(self, before: int, after: int) -> None:
        """A body has grown; `Crowded` when there is no room for that."""
        more = _counted(after) - _counted(before)
        if more and self._held + more > LARGE_BODIES * self._most:
            raise Crowded
        self._held += more

    def slow_down(self, network: str) -> bool:
        """One more body of this network takes its time; whether it may."""
        return _is_let(self._slow, network, SLOW, SLOW_OF_NETWORK)

    def speed_up(self, network: str) -> None:
        """A slow body of this network has come to its end."""
        _leave(self._slow, network)


class _Arriving:
    """One body on its way."""

    def __init__(self, bodies: Bodies, network: str) -> None:
        self._bodies, self._network = bodies, network
        self._loop = asyncio.get_running_loop()
        self._is_slow = self._is_turned_away = False
        self.body = bytearray()

    async def read(self, stream: AsyncIterable[bytes], enough: int) -> bytes:
        began, chunks = self._loop.time(), stream.__aiter__()
        timer: asyncio.TimerHandle | None = None
        try:
            async with asyncio.timeout_at(began + min(SILENCE, GRACE)) as deadline:
                timer = self._loop.call_later(QUICK, self._take_time, deadline)
                while len(self.body) < enough:
                    try:
                        chunk = await chunks.__anext__()
                    except StopAsyncIteration:
                        break
                    self._bodies.take(len(self.body), len(self.body) + len(chunk))
                    self.body += chunk
                    due = began + min(PATIENCE, GRACE + len(self.body) / LEAST_RATE)
                    deadline.reschedule(min(self._loop.time() + SILENCE, due))
        except TimeoutError:
            if self._is_turned_away:
                raise Crowded from None
            raise
        finally:
            if timer is not None:
                timer.cancel()
        return bytes(self.body)

    def _take_time(self, deadline: asyncio.Timeout) -> None:
        self._is_slow = self._bodies.slow_down(self._network)
        if not self._is_slow:
            self._is_turned_away = True
            deadline.reschedule(self._loop.time())

    def end(self) -> None:
        if self._is_slow:
            self._bodies.speed_up(self._network)


def _is_let(counts: Counter[str], network: str, most: int, most_of_one: int) -> bool:
    """Count one more of this network, unless there are too many, of it or in all."""
    if counts[network] >= most_of_one or counts.total() >= most:
        return False
    counts[network] += 1
    return True


def _leave(counts: Counter[str], network: str) -> None:
    counts[network] -= 1
    if not counts[network]:
        del counts[network]


def _counted(size: int) -> int:
    return max(0, size - SMALL_BODY)


@lru_cache(maxsize=4096)
def network_of(address: str, forwarded: str, proxies: int) -> str:
    """The network of whoever asks: of the peer, or of whom the outermost of our proxies saw.

    Args:
        address: without its port, which differs each time.
        forwarded: the header ``X-Forwarded-For``.
        proxies: how many of ours append to it.
    """
    if proxies:
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        address = hops[-proxies] if len(hops) >= proxies else address
    return caller(client_address(address), *CALLER_BITS["unknown-codes"])
