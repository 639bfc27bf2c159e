"""Send requests when they are due, whatever became of those before, and note when each was answered.

The time of an answer counts from when its request was due, not from when it left: who waits for a server that stands
still would otherwise measure one slow request where hundreds of people wait (coordinated omission: G. Tene, wrk2,
https://github.com/giltene/wrk2). How much later than due each left is measured beside it.
"""

from __future__ import annotations

import asyncio
import resource
import ssl
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

import httpx2

from postergen.errors import Unavailable
from postergen.loadtest.mix import Answer, Asked, Mix
from postergen.loadtest.schedule import Arrival
from postergen.loadtest.verdict import Measured, Tally

PATIENCE = 10.0  # seconds after a request was due until nobody waits for it any more
SPARE_FILES = 64  # that a process has open beside its connections
_ONE = httpx2.Limits(max_connections=1, max_keepalive_connections=1)

TIMEOUT, REFUSED, BROKEN = "timeout", "refused", "broken off"
# What a failure of the network is called; the first that fits.
KINDS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, TIMEOUT),
    (httpx2.TimeoutException, TIMEOUT),
    (httpx2.ConnectError, REFUSED),
    (httpx2.TransportError, BROKEN),
)
FAILURES = tuple(kind for kind, _ in KINDS)


class Wire:
    """Connections to one server, as many as are needed. The last one that came free is taken first.

    Each is a pool of one: a pool of many looks through all of them for every request, which takes a whole processor
    where a thousand wait (https://github.com/pydantic/httpx2/issues/827).
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._tls = ssl.create_default_context()
        self._idle: list[httpx2.AsyncHTTPTransport] = []
        self.open = self.most_open = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, exc: object, trace: TracebackType | None) -> None:
        for transport in self._idle:
            await transport.aclose()

    async def ask(self, asked: Asked, until: float) -> Answer:
        """The answer, with redirects as they came.

        Args:
            until: when nobody waits for it any more, by the clock of the event loop.

        Raises:
            TimeoutError, httpx2.TransportError: one of `FAILURES`.
        """
        transport = self._idle.pop() if self._idle else self._connection()
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            async with asyncio.timeout_at(until):
                answer = await self._sent(transport, asked)
        except BaseException:
            await transport.aclose()
            raise
        finally:
            self.open -= 1
        self._idle.append(transport)
        return answer

    async def _sent(self, transport: httpx2.AsyncHTTPTransport, asked: Asked) -> Answer:
        request = httpx2.Request(asked.method, self._url + asked.path, headers=asked.headers, content=asked.body)
        response = await transport.handle_async_request(request)
        try:
            return Answer(response.status_code, response.headers, await response.aread())
        finally:
            await response.aclose()

    def _connection(self) -> httpx2.AsyncHTTPTransport:
        return httpx2.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=_ONE)


def make_room(rate: float) -> None:
    """Let this process open as many connections as may wait at this rate when nothing is answered.

    Raises:
        Unavailable: the system does not allow that.
    """
    needed = int(rate * PATIENCE) + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        reason = f"{rate:g} requests a second may take {needed:,} open files, and {hard:,} are allowed (ulimit -Hn)"
        raise Unavailable("the load generator", reason)
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


async def drive(
    wire: Wire,
    mix: Mix,
    plan: Iterable[Arrival],
    *,
    rate: float,
    seconds: float,
    warm: float = 0.0,
    ended: Callable[[], object] = lambda: None,
) -> Measured:
    """Send what is planned, and wait for the last answer.

    Args:
        plan: in order of time.
        rate, seconds: of the plan, ``warm`` apart; for the record.
        warm: what is due before is sent, but counts nowhere.
        ended: is told of every request that was answered or given up.
    """
    measured = Measured(rate, seconds, {step: Tally() for step in mix.shares})
    clock = asyncio.get_running_loop().time
    began, used = clock(), time.process_time()
    wire.most_open = wire.open

    async def one(due: float, step: str) -> None:
        counts = due >= warm
        if counts:
            measured.lags.add(clock() - began - due)
        wrong = await _wrong(wire, mix, step, began + due + PATIENCE)
        if counts:
            now = clock() - began
            _note(measured.steps[step], wrong, now - due)
            measured.took = max(measured.took, now - warm)
        ended()

    async with asyncio.TaskGroup() as tasks:
        for arrival in plan:
            if arrival.due < warm:
                used = time.process_time()
            await asyncio.sleep(max(0.0, began + arrival.due - clock()))
            tasks.create_task(one(*arrival))
        await asyncio.sleep(max(0.0, began + warm + seconds - clock()))
    measured.took = max(measured.took, seconds)
    measured.processor = time.process_time() - used
    measured.most_open = wire.most_open
    return measured


async def _wrong(wire: Wire, mix: Mix, step: str, until: float) -> str:
    """What went wrong with one request, in a word or two; empty where nothing did."""
    asked = mix.ask(step)
    try:
        answer = await wire.ask(asked, until)
    except FAILURES as exc:
        return kind_of(exc)
    return mix.take(step, asked, answer)


def kind_of(failure: Exception) -> str:
    """What a failure of the network is called."""
    return next(name for kind, name in KINDS if isinstance(failure, kind))


def _note(tally: Tally, wrong: str, seconds: float) -> None:
    if wrong:
        tally.errors[wrong] += 1
        tally.latencies.add_failed()
    else:
        tally.latencies.add(seconds)
