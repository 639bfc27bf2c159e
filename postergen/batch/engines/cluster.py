"""Let actors of a Ray cluster work through tasks: each keeps what it started with, and takes one task after another.

An actor, or a node, that dies takes nothing with it but the tasks that it had. It can also take an answer that it gave
just before, so nobody knows which of its tasks it died of: each is tried alone, and named when it is deadly alone.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from postergen.batch.engines.local import TRIES, Died, Refused
from postergen.errors import PostergenError, Unavailable, in_one_line

log = logging.getLogger(__name__)

AHEAD = 2  # tasks that an actor has at a time: one to do, and the next
PATIENCE = 5.0  # seconds that a cluster has to answer in
LOOK = 10.0  # seconds without an answer after which we look whether anybody is there
LOCAL = "local"  # a cluster of our own, whatever RAY_ADDRESS says
NODE = "raylet"  # the process that is a node of a cluster
DEATHS_IN_A_ROW = 6  # actors that die before any has finished something


def work_on_cluster(
    tasks: Iterator[Any], start: Callable[[], Callable[[Any], Any]], actors: int, address: str | None
) -> Iterator[Any]:
    """As `work_through`, on the cluster at this address, or on this machine without one.

    Raises:
        Unavailable: there is no Ray, or no cluster; actors die before they can do anything, or ``start`` refuses.
    """
    ray = _ray()
    again = list(islice(tasks, 1))  # to know at once when there is nothing to do
    if not again:
        return
    began_here = not ray.is_initialized()
    if began_here:
        _connect(ray, address, actors)
    # what each actor is to do, in its order: where the answer comes, and the task; first, as None, to begin
    has: dict[Any, list[tuple[Any, Any]]] = {}
    tried: dict[int, int] = {}  # of those that an actor died with: how often it had nothing else
    deaths = 0
    worker = ray.remote(max_restarts=0, max_concurrency=1, num_cpus=1)(_Worker)
    try:
        while True:
            while len(has) < actors and (len(has) == 0 or _has_room(ray, len(has))):
                actor = worker.remote(start)
                has[actor] = [(actor.begin.remote(), None)]
            for actor, own in has.items():
                while len(own) < AHEAD and not any(task is None or id(task) in tried for _, task in own):
                    if own and again and id(again[-1]) in tried:
                        break
                    task = again.pop() if again else next(tasks, None)
                    if task is None:
                        break
                    own.append((actor.do.remote(task), task))
            again = again or list(islice(tasks, 1))
            if not again and all(task is None for own in has.values() for _, task in own):
                return
            waiting = {answer: actor for actor, own in has.items() for answer, _ in own}
            ready, _ = ray.wait(list(waiting), num_returns=1, timeout=LOOK)
            if not ready:
                if began_here and address is None and not _lives_here(os.getpid()):
                    raise Unavailable("ray", "its node on this machine (raylet) died; run it again")
                continue
            (first,) = ready
            actor = waiting[first]
            while any(answer is first for answer, _ in has.get(actor, ())):
                answer, task = has[actor].pop(0)  # an actor answers in its order
                try:
                    came = ray.get(answer)
                except ray.exceptions.RayActorError as exc:
                    lost = [task, *(other for _, other in has.pop(actor))]
                    lost = [one for one in lost if one is not None]
                    log.warning("a worker died %s", f"with {' and '.join(map(str, lost))}" if lost else "at once")
                    deaths += 1
                    if deaths >= DEATHS_IN_A_ROW * actors:
                        raise Unavailable("ray", f"its workers die at the start: {in_one_line(exc)}") from exc
                    for one in lost:
                        tried[id(one)] = tried.get(id(one), 0) + (len(lost) == 1)
                        if tried[id(one)] < TRIES:
                            again.append(one)
                        else:
                            del tried[id(one)]  # another task may get its id
                            yield Died(one, "lost")
                    continue
                if isinstance(came, Refused):
                    raise Unavailable(came.part, came.why)
                deaths = 0
                if task is not None:
                    tried.pop(id(task), None)
                    yield came
    finally:
        for actor in has:
            ray.kill(actor)
        if began_here:
            ray.shutdown()


class _Worker:
    """One actor; what it needs is made when it is asked to begin, so that a refusal has somebody to hear it."""

    def __init__(self, start: Callable[[], Callable[[Any], Any]]) -> None:
        self._start = start

    def begin(self) -> Refused | None:
        try:
            self._do = self._start()
        except PostergenError as exc:
            return Refused.of(exc)
        return None

    def do(self, task: Any) -> Any:
        try:
            return self._do(task)
        except PostergenError as exc:
            return Refused.of(exc)


def _lives_here(parent: int) -> bool:
    """Whether the node that this process began is alive; True where the system does not tell."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        stats = [Path(f"/proc/{pid}/stat").read_text() for pid in children.read_text().split()]
    except OSError:  # there is no such folder, or one ended a moment ago
        return True
    named = (stat[stat.index("(") + 1 :].rpartition(") ") for stat in stats)
    return any(name == NODE and not state.startswith("Z") for name, _, state in named)


def _has_room(ray: Any, actors: int) -> bool:
    return bool(ray.cluster_resources().get("CPU", 0) > actors)


def _connect(ray: Any, address: str | None, actors: int) -> None:
    if address is not None and address != "auto" and not _listens(address):
        raise Unavailable("ray", f"nobody listens at {address}; ray start --head makes a cluster")
    try:
        here = {} if address else {"num_cpus": actors, "include_dashboard": False}
        ray.init(address=address or LOCAL, log_to_driver=False, logging_level=logging.ERROR, **here)
    except (ConnectionError, ValueError, RuntimeError) as exc:
        raise Unavailable("ray", f"no cluster answers at {address or 'this machine'}: {in_one_line(exc)}") from exc


def _listens(address: str) -> bool:
    """Ray itself would try for minutes."""
    host, _, port = address.partition("://")[2].rpartition(":") if "://" in address else address.rpartition(":")
    try:
        socket.create_connection((host or "127.0.0.1", int(port)), PATIENCE).close()
    except (OSError, ValueError):
        return False
    return True


def _ray() -> Any:
    try:
        import ray
        import ray.exceptions
    except ImportError as exc:
        raise Unavailable("ray", "is not installed; install postergen[ray], or take --engine local") from exc
    return ray
