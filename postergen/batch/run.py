"""Carry out a run: enter every row into the ledger, issue posters, have them drawn, and note what came of each.

A row's poster is issued under an idempotency key made of the run, the row's id and what it asks for: whoever is killed
and goes on finds the poster of before, and the same input makes nothing twice.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from postergen.adapters.content.row_files import RowFile
from postergen.batch.bundles import Bundle, Finished, bundle_of
from postergen.batch.engines import ENGINES, Died
from postergen.batch.ledger import Ledger, Outcome, Status
from postergen.batch.names import Name, namer, usual_name
from postergen.batch.rows import Row, order_of, problems_of
from postergen.batch.sheets import Sheets, plan_of
from postergen.batch.targets import Folder, Target, open_target
from postergen.config import Settings
from postergen.domain.localized import LOCALES
from postergen.domain.poster import Poster
from postergen.errors import Finding, InvalidInput, PostergenError
from postergen.files import clear_begun
from postergen.loading import load_renderer
from postergen.press import Press, build_press
from postergen.service.orders import Order

if TYPE_CHECKING:
    from postergen.bootstrap import Product  # whoever draws does without

CHUNK = 64  # rows issued in one transaction
TOGETHER = 8  # posters that a process draws before it answers
SHOWN = 50  # problems told at once
BUNDLE = "posters-"  # how the names of bundles begin


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: where it keeps its ledger, where files go, how they are laid out, by what they are drawn."""

    out: Path
    campaign: str
    extension: str = "jpg"
    target: str | None = None  # without one files go where the ledger is
    kind: str = "files"
    per: int | None = None
    sheets: Sheets = Sheets()
    name: str | None = None
    engine: str = "local"
    processes: int = 1
    address: str | None = None  # of a cluster

    @property
    def place(self) -> str:
        return self.target or str(self.out)


@dataclass(frozen=True, slots=True)
class Issued:
    """A row that has its poster, and the name that its file will have."""

    row_id: str
    number: int
    name: str
    poster: Poster

    def __str__(self) -> str:
        return f"row {self.number} ({self.poster.code})"


@dataclass(frozen=True, slots=True)
class Task:
    """Posters that one process draws; ``file`` is the bundle that they are laid into, if they are."""

    posters: tuple[Issued, ...]
    file: str | None = None

    def __str__(self) -> str:
        first, last = self.posters[0], self.posters[-1]
        return str(first) if first is last else f"{first} to {last}"


def enter(source: RowFile, ledger: Ledger, product: Product, plan: Plan) -> list[Finding]:
    """Check every row and enter it; what is wrong with rows, the first fifty of it.

    Raises:
        InvalidInput: rows cannot be read; then none is entered. Or they do not go together, or on the paper.
    """
    called, wrong, name = names_of_options(product, plan.campaign), 0, None
    findings: list[Finding] = []
    formats: dict[str, str] = {}  # with a look of each
    for row in ledger.enter(source, source.header.known, source.header.more):
        found = [f"{what} ({remedy})" for what, remedy in problems_of(row.cells)]
        if not found:
            try:
                brief = product.posters.brief(order_of(row.cells, plan.campaign, called))
                formats.setdefault(brief.format, brief.template)
                name = name or namer(plan.name or usual_name(row), source.header.more)
                found = _clash(row, name, ledger, plan.extension)
            except InvalidInput as exc:
                found = [str(finding) for finding in exc.findings]
        if not ledger.wants(row, "; ".join(found) or None):
            found = [f"the id {row.own_id[:40]!r} stands twice (every row has one of its own)"]
            ledger.wants(row.again(), found[0])
        if found and len(findings) < SHOWN:
            findings.append(Finding(f"{source.path.name}:{row.number}", "; ".join(found), ""))
        wrong += bool(found)
    if plan.kind == "pdf" and len(formats) > 1:
        problem = f"asks for several formats ({', '.join(sorted(formats))}), and posters of a sheet are alike"
        raise InvalidInput([Finding(source.path.name, problem, "make a batch of each format, or leave --as pdf out")])
    if plan.kind == "pdf" and formats:
        ((form, look),) = formats.items()
        size = next(one for one in product.library.templates() if one.id == look).formats[form]
        plan_of(plan.sheets, size.height / size.width)  # says now what every process would
    if wrong > len(findings):
        more = f"has {wrong - len(findings)} more rows with something wrong"
        findings.append(Finding(source.path.name, more, "mend these first"))
    return findings


def _clash(row: Row, name: Name, ledger: Ledger, extension: str) -> list[str]:
    """Whether another row's file would be called the same; its code, which nobody knows yet, is like no other's."""
    file = name(row, f"{row.number:07d}", extension)
    other = ledger.called(row.id, row.number, file)
    return [f"its file would be called {file!r} as that of row {other} (make --name tell them apart)"] if other else []


def names_of_options(product: Product, campaign: str) -> dict[str, str]:
    """Options by their ids, and by what they are called on posters where that is one option's alone."""
    options = product.library.campaign(campaign).catalogue.options
    found: dict[str, set[str]] = {}
    for option in options:
        for locale in LOCALES:
            found.setdefault(option.text.in_locale(locale), set()).add(option.id)
    return {text: ids.pop() for text, ids in found.items() if len(ids) == 1} | {one.id: one.id for one in options}


def carry_out(ledger: Ledger, plan: Plan, product: Product, most: int | None = None) -> Iterator[Outcome]:
    """Make what waits, ``most`` rows of it; what came of each row as it is known, in any order.

    Rows that fail do not stop the others, also when they kill the process that draws them.

    Raises:
        Unavailable: files cannot be put where they belong, or nobody can draw; the ledger knows what is done.
    """
    target = open_target(plan.place)
    if plan.target is None:  # the folder is this run's alone
        begun = [path.with_name(path.stem[1:]) for path in plan.out.glob(f".{BUNDLE}*")]
        clear_begun([*begun, *(plan.out / file for file in ledger.under_way())])
    ledger.begin()
    if isinstance(target, Folder):
        ledger.redo(_lost(ledger, target))
    refused: deque[Outcome] = deque()
    bundle = bundle_of(plan.kind, plan.per, plan.sheets, load_renderer(product.settings).fonts)
    work = Work(ledger, plan, product, bundle, refused)
    tasks: Iterable[Task] = work.tasks(most)
    while True:
        again: list[Task] = []
        for made in ENGINES[plan.engine](
            iter(tasks), partial(start_drawing, product.settings, plan), plan.processes, plan.address
        ):
            if isinstance(made, Died):
                again += _apart(made.task)
                outcomes = [_killed(made.task.posters[0], made.how)] if len(made.task.posters) == 1 else []
            else:
                outcomes = list(made)
            ledger.note(outcomes)
            yield from outcomes
            yield from refused
            refused.clear()
        yield from refused
        refused.clear()
        if not again:
            return
        tasks = again


def _lost(ledger: Ledger, folder: Folder) -> Iterator[str]:
    """Rows whose files are not as they were written; of a bundle only whether it is there is looked at."""
    size = lru_cache(maxsize=1000)(folder.size)
    for row_id, file, written in ledger.done_files():
        bundle, _, inside = file.partition("#")
        if (size(bundle) == 0) if inside else (folder.size(file) != written):
            yield row_id


def _apart(task: Task) -> list[Task]:
    """What a process died of is one of these: each alone tells which. Each of a bundle gets one of its own then."""
    if len(task.posters) == 1:
        return []
    stem, dot, ending = (task.file or "").rpartition(".")
    return [Task((one,), task.file and f"{stem}-{one.number}{dot}{ending}") for one in task.posters]


@dataclass
class Work:
    """Issues posters for the rows that wait, and makes tasks of them, as they are asked for."""

    ledger: Ledger
    plan: Plan
    product: Product
    bundle: Bundle | None
    refused: deque[Outcome]

    def tasks(self, most: int | None) -> Iterator[Task]:
        """Only as many as are asked for are issued."""
        first = self.ledger.first()
        if first is None:
            return
        name = namer(self.plan.name or usual_name(first), tuple(self.ledger.more))
        called = names_of_options(self.product, self.plan.campaign)
        kept: list[Issued] = []
        each = self.bundle.per if self.bundle else TOGETHER
        left = most
        while rows := self.ledger.waiting(CHUNK if left is None else min(CHUNK, left)):
            left = None if left is None else left - len(rows)
            kept += self._issue(rows, name, called)
            while len(kept) >= each:
                yield self._task(kept[:each])
                del kept[:each]
        for at in range(0, len(kept), each):
            yield self._task(kept[at : at + each])

    def _task(self, posters: Sequence[Issued]) -> Task:
        if self.bundle is None:
            return Task(tuple(posters))
        mark = hashlib.sha256("".join(one.poster.code for one in posters).encode()).hexdigest()[:8]
        return Task(tuple(posters), f"{BUNDLE}{posters[0].number:07d}-{mark}.{self.bundle.extension}")

    def _issue(self, rows: Sequence[Row], name: Name, called: dict[str, str]) -> list[Issued]:
        """Issue the posters of these rows in one transaction; rows that cannot be are refused."""
        orders: list[tuple[Row, Order]] = []
        for row in rows:
            order = order_of(row.cells, self.plan.campaign, called)
            mark = hashlib.sha256(f"{self.ledger.id} {row.id} {row.digest}".encode()).hexdigest()[:32]
            orders.append((row, replace(order, idempotency_key=f"batch:{self.plan.campaign}:{mark}")))
        try:
            issued = self.product.posters.issue_many([order for _, order in orders])
            posters = [(row, one.poster) for (row, _), one in zip(orders, issued, strict=True)]
        except InvalidInput:
            posters = self._one_by_one(orders)
        made = [
            Issued(row.id, row.number, name(row, poster.code, self.plan.extension), poster) for row, poster in posters
        ]
        taken = self.ledger.claim([(one.row_id, one.name) for one in made])
        for one in made:
            if one.row_id in taken:
                error = f"another row's file is called {one.name!r}; make --name tell them apart"
                self._refuse(Outcome(one.row_id, Status.FAILED, one.poster.code, error=error))
        return [one for one in made if one.row_id not in taken]

    def _one_by_one(self, orders: Sequence[tuple[Row, Order]]) -> list[tuple[Row, Poster]]:
        """The same, where some cannot be had."""
        made = []
        for row, order in orders:
            try:
                made.append((row, self.product.posters.issue(order).poster))
            except InvalidInput as exc:  # what was fine when it was checked is not any more
                self._refuse(Outcome(row.id, Status.FAILED, error=str(exc)))
        return made

    def _refuse(self, outcome: Outcome) -> None:
        """Written down at once, or the row would wait again."""
        self.ledger.note([outcome])
        self.refused.append(outcome)


# what a process of the engine does


def start_drawing(settings: Settings, plan: Plan) -> Callable[[Task], list[Outcome]]:
    """What draws tasks in a process of its own."""
    press = build_press(settings)
    bundle = bundle_of(plan.kind, plan.per, plan.sheets, press.renderer.fonts)
    return partial(_draw, press, plan, open_target(plan.place), bundle)


def _draw(press: Press, plan: Plan, target: Target, bundle: Bundle | None, task: Task) -> list[Outcome]:
    outcomes, finished = [], []
    for one in task.posters:
        try:
            picture = press.pictures.picture(one.poster, plan.extension)
        except PostergenError as exc:
            outcomes.append(Outcome(one.row_id, Status.FAILED, one.poster.code, error=str(exc)))
            continue
        came = _outcome(one, picture.data, tuple(f"{w.element}: {w.kind}" for w in picture.warnings), press)
        if bundle is None or task.file is None:
            target.put(one.name, picture.data)
            outcomes.append(came)
        else:
            finished.append(
                (came, Finished(one.name, picture.data, {"code": came.code, "link": came.link, "row": one.number}))
            )
    if bundle is not None and task.file is not None and finished:
        with tempfile.TemporaryFile() as file:
            bundle.pack((poster for _, poster in finished), file)
            file.seek(0)
            target.put(task.file, file)
        outcomes += [replace(came, file=f"{task.file}#{came.file}") for came, _ in finished]
    return outcomes


def _outcome(one: Issued, data: bytes, warnings: tuple[str, ...], press: Press) -> Outcome:
    choice = one.poster.choice
    return Outcome(
        one.row_id,
        Status.DONE,
        one.poster.code,
        press.addresses.scan(one.poster.code),
        choice.variant,
        choice.revision,
        choice.propensity,
        one.name,
        len(data),
        hashlib.sha256(data).hexdigest(),
        warnings,
    )


def _killed(issued: Issued, how: str) -> Outcome:
    error = f"the process that drew it died twice ({how}): is there enough memory?"
    return Outcome(issued.row_id, Status.FAILED, issued.poster.code, error=error)
