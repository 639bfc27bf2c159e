"""Whether the machine gives a server what it asks for: a port, open files, memory, processors, packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postergen.doctor.values import Remark, counted, error, note, ok, warning

MB = 1_000_000
# What a server takes, by benchmarks/RESULTS.md (bench_http) and docs/access.md: the processes that start and fold, each
# worker, the model that reads wishes once for all, and at most each reader of pictures.
BASE, WORKER, MODEL, READER = 140 * MB, 270 * MB, 120 * MB, 600 * MB
FEWEST_FILES = 256  # a worker has that many open when nobody asks for anything, and some room


@dataclass(frozen=True, slots=True)
class Port:
    """``refusal`` is why nobody can listen there now. If a postergen does (``is_ours``), ``is_ready`` is whether it can
    do all its work.
    """

    host: str
    port: int
    refusal: str
    is_ours: bool
    is_ready: bool


@dataclass(frozen=True, slots=True)
class OpenFiles:
    """The limits of this process, None for no limit, and how many files a worker wants to open."""

    soft: int | None
    hard: int | None
    wanted: int


@dataclass(frozen=True, slots=True)
class Power:
    """``memory`` in bytes is what we may take of the machine, None where nobody says; ``processors`` likewise."""

    workers: int
    processors: int
    memory: int | None
    loads_model: bool


@dataclass(frozen=True, slots=True)
class Extras:
    """The modules of each optional extra that are there, and those that are not."""

    there: Mapping[str, tuple[str, ...]]
    lacking: Mapping[str, tuple[str, ...]]


def judge_port(port: Port) -> Sequence[Remark]:
    where = f"{port.host}:{port.port}"
    if port.is_ours and port.is_ready:
        return [ok(f"a postergen serves at {where}, and is ready")]
    if port.is_ours:
        mend = "Mend what the other checks say of database, disk and journals; the log of the server names the part."
        return [error(f"a postergen serves at {where}, and is not ready", mend)]
    if port.refusal:
        mend = (
            f"Stop what listens there (ss -ltnp sport = :{port.port} names it), or serve with another --port or --host."
        )
        return [error(f"nobody can listen at {where}: {port.refusal}", mend)]
    return [ok(f"{where} is free")]


def judge_open_files(files: OpenFiles) -> Sequence[Remark]:
    if files.hard is None or files.hard >= files.wanted:
        most = "without limit" if files.hard is None else f"up to {files.hard:,}"
        return [ok(f"{most}; a server raises its own limit to {files.wanted:,}")]
    mend = (
        f"Raise the hard limit to {files.wanted:,} or more: LimitNOFILE={files.wanted} for systemd, "
        f"--ulimit nofile={files.wanted} for docker run, nofile in /etc/security/limits.conf elsewhere."
    )
    said = f"a process may open {files.hard:,}, and a worker with all its connections wants {files.wanted:,}"
    return [(error if files.hard < FEWEST_FILES else warning)(said, mend)]


def judge_power(power: Power) -> Sequence[Remark]:
    needed = BASE + power.workers * WORKER + (MODEL if power.loads_model else 0)
    peak = needed + power.workers * READER
    takes = f"{counted(power.workers, 'worker')} may take {needed // MB:,} MB"
    remarks = []
    if power.memory is None:
        remarks.append(ok(f"{takes}, and {peak // MB:,} MB while large photos are read; nobody says how much there is"))
    elif power.memory < needed:
        mend = "Give the machine or container more memory, or start fewer --workers, before the system ends them."
        remarks.append(warning(f"{takes}, and there are {power.memory // MB:,} MB", mend))
    elif power.memory < peak:
        found = f"{takes}, and {peak // MB:,} MB while large photos are read; there are {power.memory // MB:,} MB"
        remarks.append(note(found, "Start fewer --workers, or add memory, if many people put photos on their posters."))
    else:
        remarks.append(ok(f"{takes} of {power.memory // MB:,} MB"))
    if power.workers > power.processors:
        found = f"there are fewer processors ({power.processors}) than workers"
        remarks.append(note(found, f"Start no more than --workers {power.processors}: more of them only take memory."))
    else:
        remarks.append(ok(counted(power.processors, "processor")))
    return remarks


def judge_extras(extras: Extras) -> Sequence[Remark]:
    whole = [name for name, lacking in extras.lacking.items() if not lacking]
    absent = [name for name in extras.lacking if not extras.there[name]]
    said = f"installed: {', '.join(whole) or 'none'}" + (f"; not installed: {', '.join(absent)}" if absent else "")
    broken = [
        warning(f"{name} lacks {', '.join(lacking)}", f"Run pip install 'postergen[{name}]'.")
        for name, lacking in extras.lacking.items()
        if lacking and extras.there[name]
    ]
    return [ok(said), *broken]
