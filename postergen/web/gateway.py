"""Stand between the HTTP server and the application: read bodies with a deadline, and let requests in by lanes.

The server speaks RSGI, which tells of a request before its body is there and is awaited in an event loop: a client that
stalls, or waits in line, takes no thread. The application speaks WSGI and is called in the threads of the lanes.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any

from flask import Flask

from postergen.adapters.journal.journal_writer import Unkept, unkept
from postergen.domain.addresses import path_of
from postergen.logs import access
from postergen.parents import end_with_parent
from postergen.web.app import app_from_environment
from postergen.web.bodies import Bodies, BodyLost, Crowded, network_of
from postergen.web.lanes import LANES, Lane, lane_of, lane_with_body, seconds_in_line
from postergen.web.listeners import let_go_of_those_who_do_not_read
from postergen.web.logs import request_id
from postergen.web.metrics import Metrics
from postergen.web.mounting import path_inside
from postergen.web.problems import BUSY, SLOW_BODY, TOO_LARGE, Problem
from postergen.web.refusals import Refusals
from postergen.web.rsgi import HTTPProtocol, Scope, environ_of, size_of

log = logging.getLogger(__name__)

# Seconds after which a refusal leaves: who asks again at once would take the time of those who are served.
REST = 0.1
# Seconds after which the loop looks at what waits and at what was answered, if nothing comes meanwhile: answers leave
# without it, and to wake it for each of them would cost more than all that it then has to do.
TICK = 0.02
# Seconds that an answer waits for the disk; a scan's is the same whether it can be kept or not, so then it leaves. The
# writer goes on with the event, and tells later if it was lost.
HELD = 1.0

_OF_BODIES = frozenset({"bodies", "slow body"})  # reasons for which a request is refused before it is there
# Lanes in which a request is given up when its client leaves: it costs a little to hear of that.
_WATCHED = frozenset({"posters", "large"})


class Gateway:
    """The RSGI application of one server process."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._metrics: Metrics = app.extensions["postergen-metrics"]
        self._refusals = Refusals(app)
        self._keep = app.extensions["postergen"].journal_writer.keep
        self._most: int = app.config["MAX_CONTENT_LENGTH"]
        settings = app.extensions["postergen"].settings
        self._proxies: int = settings.trusted_proxies
        self._mount = path_of(settings.public_url)
        self._bodies = Bodies(self._most)
        self._lanes = {name: Lane[_Request](name, bounds) for name, bounds in LANES.items()}
        self._answered: deque[_Request] = deque()  # by threads; the loop does not know of it yet
        self._held: deque[tuple[float, _Request]] = deque()  # answers that wait for the disk, and since when
        self._under_way = Counter(dict.fromkeys(LANES, 0))  # requests of each lane
        self._told: dict[str, tuple[int, int]] = {}  # how many wait and are under way, as it was last measured
        self._is_ticking = self._is_listening = False

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if not self._is_listening:  # the server listens only after it was given this application
            self._is_listening = True
            let_go_of_those_who_do_not_read()
        arrived, headers = time.monotonic(), scope.headers
        path, accept = path_inside(scope.path, self._mount), headers.get("accept", "")
        lane = self._lanes[lane_of(scope.method, path, scope.query_string, accept)]
        if lane.is_full():
            await self._refuse(scope, protocol, lane.name, BUSY, "full", arrived)
            return
        size = size_of(headers)
        if size is not None and not 0 < size <= self._most:
            # the application says of a body that it is too large without reading it
            await self._in_line(lane, _Request(self, scope, protocol, b"", time.monotonic()))
            return
        try:
            body = await self._bodies.read(protocol, size, self._network(scope))
        except TimeoutError:
            await self._refuse(scope, protocol, lane.name, SLOW_BODY, "slow body", arrived)
        except Crowded:
            await self._refuse(scope, protocol, lane.name, BUSY, "bodies", arrived)
        except BodyLost:
            pass
        else:
            now_known = self._lanes[lane_with_body(lane.name, path, accept, body)]
            try:
                if now_known is not lane and now_known.is_full():
                    await self._refuse(scope, protocol, now_known.name, BUSY, "full", arrived)
                else:
                    await self._in_line(now_known, _Request(self, scope, protocol, body, time.monotonic()))
            finally:
                self._bodies.release(body)

    def lives(self) -> None:
        """Be counted among the processes that serve."""
        self._metrics.lives()

    def _network(self, scope: Scope) -> str:
        forwarded = scope.headers.get("x-forwarded-for", "") if self._proxies else ""
        return network_of(scope.client.rpartition(":")[0].strip("[]"), forwarded, self._proxies)

    async def _in_line(self, lane: Lane[_Request], request: _Request) -> None:
        """Wait until the request is answered; one that has not begun within the lane's patience is refused."""
        self._take_note()
        lane.put(request)
        self._under_way[lane.name] += 1
        if not self._is_ticking:
            self._is_ticking = True
            request.loop.call_later(TICK, self._tick, request.loop)
        watch = asyncio.ensure_future(_watch(request)) if lane.name in _WATCHED else None
        try:
            is_answered = await request.done
        finally:
            self._under_way[lane.name] -= 1
            if watch is not None:
                watch.cancel()
        if not is_answered:
            await self._refuse(request.scope, request.protocol, lane.name, BUSY, "late", request.arrived)
        elif request.status == TOO_LARGE.status:
            self._metrics.refused(lane.name, "too large")
        self._metrics.queued(lane.name, request.waited)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        """Go on with what was answered, answer what has waited for the disk for too long, and give up the late."""
        self._let_go(time.monotonic() - HELD)
        self._take_note()
        late = time.monotonic() + TICK
        for lane in self._lanes.values():
            for request in lane.late(late):
                request.give_up()
        self._measure()
        self._is_ticking = self._under_way.total() > 0
        if self._is_ticking:
            loop.call_later(TICK, self._tick, loop)

    def _measure(self) -> None:
        """Tell how long the lines are, where that has changed: here, for each request would cost more."""
        for lane in self._lanes.values():
            now = lane.waiting, self._under_way[lane.name]
            if self._told.get(lane.name, (0, 0)) != now:
                self._told[lane.name] = now
                self._metrics.queue(lane.name, waiting=now[0], under_way=now[1])

    def _let_go(self, before: float) -> None:
        while self._held and (self._held[0][1].is_sent or self._held[0][0] < before):
            self._held.popleft()[1].send()

    def _take_note(self) -> None:
        while self._answered:
            self._answered.popleft().finish(True)

    def answered(self, request: _Request) -> None:
        """This request was answered. May be called in any thread; the loop hears of it with its next step."""
        self._answered.append(request)

    def hold(self, request: _Request, held_back: list[Unkept]) -> None:
        """Let this answer leave when these events are on the disk, or `HELD` is over. May be called in any thread."""
        self._held.append((time.monotonic(), request))
        self._keep(held_back, request.send)

    async def _refuse(
        self, scope: Scope, protocol: HTTPProtocol, lane: str, problem: Problem, reason: str, arrived: float
    ) -> None:
        self._metrics.refused(lane, reason)
        await asyncio.sleep(REST)
        path = path_inside(scope.path, self._mount)
        headers, body = self._refusals.answer(problem, path, scope.headers)
        if reason in _OF_BODIES:
            headers.append(("connection", "close"))  # or what is still to come would keep it
        seconds = round(time.monotonic() - arrived, 6)
        measured = {
            "request_id": dict(headers)["X-Request-Id"],
            "method": scope.method,
            "status": problem.status,
            "duration": 0.0,
            "queued": seconds,
            "lane": lane,
        }
        access.info("%s %s", scope.method, problem.status, extra={"measured": measured})
        protocol.response_bytes(problem.status, headers, body)

    def call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        """The application's answer."""
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
            started[:] = (int(status[:3]), headers)

        answer: Iterable[bytes] = self._app(environ, start_response)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return started[0], started[1], body


class _Request:
    """A request with its whole body; a `Job` of a lane."""

    __slots__ = (
        "_answers",
        "_claims",
        "_gateway",
        "arrived",
        "body",
        "done",
        "loop",
        "protocol",
        "scope",
        "status",
        "waited",
    )

    def __init__(self, gateway: Gateway, scope: Scope, protocol: HTTPProtocol, body: bytes, arrived: float) -> None:
        self._gateway, self.scope, self.protocol, self.body, self.arrived = gateway, scope, protocol, body, arrived
        self.loop = asyncio.get_running_loop()
        self.done: asyncio.Future[bool] = self.loop.create_future()  # whether it was answered
        self.waited = 0.0
        self.status = 0  # that of its answer, once there is one
        self._claims = [True]
        self._answers: list[tuple[int, list[tuple[str, str]], bytes]] = []  # the one that is to be sent

    @property
    def is_claimed(self) -> bool:
        return not self._claims

    def claim(self) -> bool:
        try:
            return self._claims.pop()
        except IndexError:
            return False

    def run(self) -> None:
        self.waited = seconds_in_line.get()
        held_back: list[Unkept] = []
        token = unkept.set(held_back)
        try:
            answer = self._gateway.call(environ_of(self.scope, self.body))
        except Exception:
            asked = {"request_id": request_id(self.scope.headers.get("x-request-id", ""))}
            log.exception("the application failed", extra={"measured": asked})
            answer = 500, [], b""
        finally:
            unkept.reset(token)
        self.status = answer[0]
        self._answers.append(answer)
        if held_back:
            self._gateway.hold(self, held_back)
        else:
            self.send()

    @property
    def is_sent(self) -> bool:
        """Whether somebody has sent the answer; asked of a request that has one."""
        return not self._answers

    def send(self) -> None:
        """Send the answer, if nobody has done so. May be called in any thread."""
        try:
            answer = self._answers.pop()
        except IndexError:
            return
        try:
            self.protocol.response_bytes(*answer)
        finally:
            self._gateway.answered(self)

    def give_up(self, *, answered: bool = False) -> None:
        """Let nobody begin with it any more; called in the event loop."""
        if self.claim():
            self.waited = time.monotonic() - self.arrived
            self.finish(answered)

    def finish(self, is_answered: bool) -> None:
        """Let the loop go on with it; called in the event loop."""
        if not self.done.done():
            self.done.set_result(is_answered)


async def _watch(request: _Request) -> None:
    await request.protocol.client_disconnect()
    request.give_up(answered=True)  # there is nobody to answer


def gateway_from_environment() -> Gateway:
    """What the server processes call."""
    end_with_parent()
    try:
        gateway = Gateway(app_from_environment())
    except Exception:  # else the server would print it, in words that may be a person's
        log.exception("a worker could not start")
        sys.exit(1)
    gateway.lives()
    return gateway
