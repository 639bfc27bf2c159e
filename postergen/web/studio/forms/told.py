"""Say beside its field what is wrong with it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from postergen.adapters.content.game_checks import Mistake
from postergen.adapters.content.pack_items import PackItem
from postergen.adapters.content.shape_problems import Path, Problem
from postergen.domain.localized import LOCALES
from postergen.domain.words import Words
from postergen.errors import Finding
from postergen.web.pages import page_locale
from postergen.web.studio.forms.fields import ROW, Field, Widget, key_of

EVERYWHERE = ""  # what is no field's own fault
Told = Mapping[str, Sequence[str]]  # what is said, by the name of the field


def told_of_shape(problems: Sequence[Problem], fields: Sequence[Field], w: Words) -> Told:
    """What is wrong with the item by itself."""
    return _by_field(((one.path, in_words(one, w)) for one in problems), fields)


def told_of_game(mistakes: Iterable[Mistake], fields: Sequence[Field], w: Words) -> Told:
    """What the parts of a game say of each other."""
    return _by_field(((one.path, of_pack_in_words(one.at(""), w)) for one in mistakes), fields)


def told_of_pack(
    findings: Sequence[Finding], item: PackItem | None, fields: Sequence[Field], campaign: str, w: Words
) -> Told:
    """What is wrong with the pack once it has the item: at the field in whose line it stands."""
    return _by_field(((_path_of(one, item, campaign), of_pack_in_words(one, w)) for one in findings), fields)


def of_pack_in_words(finding: Finding, w: Words) -> str:
    """As a page says it; as the reader of packs says it where no page does."""
    if finding.said:
        found = dict(finding.values).get("found", "")
        return w["wrong_by_rule"].format(found=found, said=dict(finding.said)[page_locale()])
    if f"wrong_{finding.kind}" in w:
        said = {name: w[str(value)].lower() if name == "thing" else value for name, value in finding.values}
        return w[f"wrong_{finding.kind}"].format(**said)
    if f"mistake_{finding.kind}" in w:
        return w[f"mistake_{finding.kind}"].format(**dict(finding.values))
    return f"{finding.problem}{f' ({finding.remedy})' if finding.remedy else ''}"


def in_words(problem: Problem, w: Words) -> str:
    """As a page says it; as the file's reader says it where no page does."""
    is_list = problem.kind == "too_long" and "max_length" in problem.context  # a text that is too long says otherwise
    kind = "too_many" if is_list else problem.kind
    of_field = (f"wrong_{kind}_{part}" for part in reversed(problem.path))
    for key in (*of_field, f"wrong_{kind}"):
        if key in w:
            return w[key].format(**problem.context)
    if f"mistake_shape_{problem.sentence}" in w:
        return w[f"mistake_shape_{problem.sentence}"].format(**{**problem.context, "name": problem.name})
    return problem.said


def label_of(kind: str, path: Sequence[str | int], w: Words) -> str:
    """What a field is called, and in which language it is where it is in one."""
    key = key_of(tuple(part for part in path if part not in LOCALES))
    name = next((w[one] for one in (f"label_{kind}_{key}", f"label_{key}") if one in w), key)
    rows = (w["row_number"].format(number=int(part) + 1) for part in path if str(part).isdigit())
    return " ".join([name, *rows, *(w[f"locale_{part}"] for part in path if part in LOCALES)])


def help_of(kind: str, field: Field, w: Words) -> str:
    """What helps to fill it in; empty when the name says all."""
    return next((w[one] for one in (f"help_{kind}_{field.key}", f"help_{field.key}") if one in w), "")


def inputs_of(fields: Sequence[Field]) -> Iterator[str]:
    """The names beside which something can be said."""
    for field in fields:
        yield field.name
        if field.widget in (Widget.WORDS, Widget.SAYINGS, Widget.COPY):
            yield from (f"{field.name}.{locale}" for locale in LOCALES)
        if field.widget is Widget.DAY:
            yield from (f"{field.name}.{part}" for part in (0, 1))
        if field.widget is Widget.ROWS:
            yield f"{field.name}.{ROW}"
        yield from inputs_of(field.fields)


def _by_field(told: Iterator[tuple[Path, str]], fields: Sequence[Field]) -> Told:
    names, found = set(inputs_of(fields)), dict[str, list[str]]()
    for path, text in told:
        steps = (path[:length] for length in range(len(path), 0, -1))
        place = next((one for one in steps if not names.isdisjoint(_names_of(one))), ())
        same = found.setdefault(".".join(map(str, place)), [])
        if text not in same:
            same.append(text)
    return found


def _names_of(path: Path) -> tuple[str, str]:
    """What a field at this place may be called: by itself, and in whichever row."""
    return ".".join(map(str, path)), ".".join(ROW if isinstance(part, int) else part for part in path)


def _path_of(finding: Finding, item: PackItem | None, campaign: str) -> Path:
    if item is None:
        return ()
    file, _, line = finding.where.removeprefix(f"{campaign}/").rpartition(":")
    if file == item.file and line.isdigit():
        return item.field_at(int(line))
    owner, _, part = finding.where.partition(" ")  # what a rule says of an offer: "id title:0-4"
    return (part.partition(":")[0],) if owner == item.id else ()
