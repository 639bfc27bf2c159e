"""Say beside its field what is wrong with it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from postergen.adapters.content.pack_items import PackItem
from postergen.adapters.content.shape_problems import Path, Problem
from postergen.domain.localized import LOCALES
from postergen.domain.words import Words
from postergen.errors import Finding
from postergen.web.studio.forms.fields import Field, Widget

EVERYWHERE = ""  # what is no field's own fault
Told = Mapping[str, Sequence[str]]  # what is said, by the name of the field


def told_of_shape(problems: Sequence[Problem], fields: Sequence[Field], w: Words) -> Told:
    """What is wrong with the item by itself."""
    return _by_field(((one.path, in_words(one, w)) for one in problems), fields)


def told_of_pack(
    findings: Sequence[Finding], item: PackItem | None, fields: Sequence[Field], campaign: str, w: Words
) -> Told:
    """What is wrong with the pack once it has the item: at the field in whose line it stands."""
    return _by_field(((_path_of(one, item, campaign), of_pack_in_words(one, w)) for one in findings), fields)


def of_pack_in_words(finding: Finding, w: Words) -> str:
    """As a page says it; as the reader of packs says it where no page does."""
    if f"wrong_{finding.kind}" in w:
        said = {name: w[str(value)].lower() if name == "thing" else value for name, value in finding.values}
        return w[f"wrong_{finding.kind}"].format(**said)
    return f"{finding.problem}{f' ({finding.remedy})' if finding.remedy else ''}"


def in_words(problem: Problem, w: Words) -> str:
    """As a page says it; as the file's reader says it where no page does."""
    of_field = (f"wrong_{problem.kind}_{part}" for part in reversed(problem.path))
    for key in (*of_field, f"wrong_{problem.kind}"):
        if key in w:
            return w[key].format(**problem.context)
    return problem.said


def label_of(kind: str, path: Sequence[str], w: Words) -> str:
    """What a field is called, and in which language it is where it is in one."""
    key = "_".join(part for part in path if part not in LOCALES)
    name = next((w[one] for one in (f"label_{kind}_{key}", f"label_{key}") if one in w), key)
    return " ".join([name, *(w[f"locale_{part}"] for part in path if part in LOCALES)])


def help_of(kind: str, field: Field, w: Words) -> str:
    """What helps to fill it in; empty when the name says all."""
    return next((w[one] for one in (f"help_{kind}_{field.key}", f"help_{field.key}") if one in w), "")


def inputs_of(fields: Sequence[Field]) -> Iterator[str]:
    """The names beside which something can be said."""
    for field in fields:
        yield field.name
        if field.widget in (Widget.WORDS, Widget.SAYINGS):
            yield from (f"{field.name}.{locale}" for locale in LOCALES)
        if field.widget is Widget.DAY:
            yield from (f"{field.name}.{part}" for part in (0, 1))
        yield from inputs_of(field.fields)


def _by_field(told: Iterator[tuple[Path, str]], fields: Sequence[Field]) -> Told:
    names, found = set(inputs_of(fields)), dict[str, list[str]]()
    for path, text in told:
        parts = [str(part) for part in path]
        steps = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        same = found.setdefault(next((name for name in steps if name in names), EVERYWHERE), [])
        if text not in same:
            same.append(text)
    return found


def _path_of(finding: Finding, item: PackItem | None, campaign: str) -> Path:
    if item is None:
        return ()
    file, _, line = finding.where.removeprefix(f"{campaign}/").rpartition(":")
    if file == item.file and line.isdigit():
        return item.field_at(int(line))
    owner, _, part = finding.where.partition(" ")  # what a rule says of an offer: "id title:0-4"
    return (part.partition(":")[0],) if owner == item.id else ()
