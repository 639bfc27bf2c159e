"""What carries out the tasks of a run: one table, one contract.

An engine is called with tasks, with what each of its processes starts with (it makes what does a task), with how many
processes there are, and with the address of a cluster. It gives what comes of every task, in any order, or says that
its process died; it takes a task only when a process is free for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from postergen.batch.engines.local import Died, work_through

__all__ = ["ENGINES", "Died"]

Engine = Callable[[Iterator[Any], Callable[[], Callable[[Any], Any]], int, str | None], Iterator[Any]]


def _local(
    tasks: Iterator[Any], start: Callable[[], Callable[[Any], Any]], processes: int, _address: str | None
) -> Iterator[Any]:
    return work_through(tasks, start, processes)


def _ray(
    tasks: Iterator[Any], start: Callable[[], Callable[[Any], Any]], processes: int, address: str | None
) -> Iterator[Any]:
    from postergen.batch.engines.cluster import work_on_cluster  # only here: nobody else needs Ray

    return work_on_cluster(tasks, start, processes, address)


ENGINES: Mapping[str, Engine] = {"local": _local, "ray": _ray}
