"""Make a set of stickers as a messenger takes it: each file as good as fits, or a finding that says why it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.messengers import EACH, FileLimit, Messenger, Role
from postergen.domain.stickers import WIDE, Sticker, Stickers, room_of
from postergen.errors import Finding, InvalidInput
from postergen.rendering.figure import Figure
from postergen.rendering.moving import EFFORTS, MOVING_FORMATS, STILL_FORMATS, Effort, Measured, fit, measured
from postergen.service.stickers import StickerService

IN_A_ROW = 3  # figures on a banner


@dataclass(frozen=True, slots=True)
class SetFile:
    """A finished file, what was measured of it, and the number of the effort (`EFFORTS`) that it took to fit."""

    path: str
    role: Role
    sticker: Sticker | None
    data: bytes
    measured: Measured
    effort: int


@dataclass(frozen=True, slots=True)
class StickerSet:
    """The files of a set, in the order in which a messenger asks for them."""

    messenger: Messenger
    locale: str
    files: tuple[SetFile, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: a set of so many, in one language, that moves or does not."""

    locale: str
    count: int
    moves: bool


def make_set(service: StickerService, campaign: Campaign, messenger: Messenger, wanted: Wanted) -> StickerSet:
    """Draw, write and check every file of a set.

    Raises:
        InvalidInput: with everything that keeps the messenger from taking it.
    """
    stickers, limit = _chosen(campaign, messenger, wanted)
    findings = [*_texts(campaign, messenger, wanted.locale, stickers)]
    for sticker in stickers:
        findings += service.check(sticker)
    if findings:
        raise InvalidInput(findings)
    files: list[SetFile] = []
    for number, sticker in enumerate(stickers, start=1):
        for one in (limit, *(beside for beside in messenger.beside() if beside.role in EACH)):
            files.append(_written(one, one.path(number), sticker, _of_sticker(service, sticker, one)))
    for one in messenger.beside():
        if one.role not in EACH:
            files.append(_written(one, one.path(0), None, _of_set(service, campaign, stickers, one)))
    findings += [finding for one in files for finding in _check(one, _limit_of(messenger, limit, one))]
    if findings:
        raise InvalidInput(findings)
    return StickerSet(messenger, wanted.locale, tuple(files))


def _chosen(campaign: Campaign, messenger: Messenger, wanted: Wanted) -> tuple[Sequence[Sticker], FileLimit]:
    """The first stickers of the language, and what each has to be."""
    there = campaign.stickers.in_locale(wanted.locale) if campaign.stickers else ()
    limit, name = messenger.sticker(moves=wanted.moves), messenger.name.in_locale("en")
    findings = []
    if limit is None:
        how = "move" if wanted.moves else "stand still"
        remedy = "take still ones: --still" if wanted.moves else "leave --still out"
        findings.append(
            Finding(messenger.id, f"{name} takes no stickers that {how} in a format that is written", remedy)
        )
    if wanted.count not in messenger.counts:
        known = _spoken(messenger.counts)
        findings.append(
            Finding("count", f"a set of {name} has {known} stickers, not {wanted.count}", f"--count {known}")
        )
    if len(there) < wanted.count:
        problem = f"{campaign.id} has {len(there)} stickers in {wanted.locale}, and the set needs {wanted.count}"
        findings.append(Finding("stickers.yaml", problem, "write more, or make a smaller set: --count"))
    if findings or limit is None:
        raise InvalidInput(findings)
    return there[: wanted.count], limit


def _spoken(counts: Sequence[int]) -> str:
    if len(counts) > 3 and counts == tuple(range(counts[0], counts[-1] + 1)):
        return f"{counts[0]} to {counts[-1]}"
    return ", ".join(map(str, counts))


def _texts(campaign: Campaign, messenger: Messenger, locale: str, stickers: Sequence[Sticker]) -> Iterator[Finding]:
    """Names and meanings that are longer than the messenger takes them."""
    assert campaign.stickers is not None
    said = [("name", "stickers.yaml name", campaign.stickers.name.in_locale(locale))]
    said += [("about", "stickers.yaml about", campaign.stickers.about.in_locale(locale))]
    said += [("meaning", f"{one.id} meaning", one.meaning) for one in stickers]
    for kind, where, text in said:
        most = messenger.texts.get(kind)
        if most is not None and room_of(text) > most * WIDE:
            yield Finding(
                where, f"{text!r} is longer than the {most} Han characters of {messenger.id}", "say it shorter"
            )


def _of_sticker(service: StickerService, sticker: Sticker, limit: FileLimit) -> Callable[[Effort], bytes]:
    """What writes one sticker as this file."""
    if limit.moves:
        moving = service.moving(sticker, limit.width)
        return lambda effort: MOVING_FORMATS[limit.extension].write(moving.every(effort.every), effort)
    figure = service.figure(sticker)
    still = service.painter.still(figure, sticker.movement, sticker.text, sticker.locale, limit.width)
    return lambda effort: STILL_FORMATS[limit.extension].write(still, effort)


def _of_set(
    service: StickerService, campaign: Campaign, stickers: Sequence[Sticker], limit: FileLimit
) -> Callable[[Effort], bytes]:
    """What writes a file that stands for the set: its first figure, or a few of them on a ground."""
    assert campaign.stickers is not None
    first: dict[str, tuple[Figure, str]] = {}
    for one in stickers:
        first.setdefault(one.figure, (service.figure(one), one.movement))
    if limit.role is Role.BANNER:
        shown = list(first.values())[:IN_A_ROW]
        image = service.painter.banner(shown, (limit.width, limit.height), _color(campaign.stickers))
    else:
        figure, movement = next(iter(first.values()))
        image = service.painter.alone(figure, movement, limit.width)
    return lambda effort: STILL_FORMATS[limit.extension].write(image, effort)


def _color(stickers: Stickers) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(stickers.banner[1:])
    return red, green, blue


def _written(limit: FileLimit, path: str, sticker: Sticker | None, write: Callable[[Effort], bytes]) -> SetFile:
    found = fit(write, limit.most_bytes)
    return SetFile(path, limit.role, sticker, found.data, measured(found.data), found.effort)


def _limit_of(messenger: Messenger, sticker: FileLimit, file: SetFile) -> FileLimit:
    return sticker if file.role is Role.STICKER else next(one for one in messenger.beside() if one.role is file.role)


def _check(file: SetFile, limit: FileLimit) -> Iterator[Finding]:
    """What of a finished file is not as the messenger wants it."""
    found, size = file.measured, len(file.data)
    where = f"{file.path} ({file.sticker.id})" if file.sticker else file.path
    if size > limit.most_bytes:
        least = f"has {size / 1000:.0f} kB with {EFFORTS[file.effort].colors} colours and every second frame"
        yield Finding(where, f"{least}; at most {limit.most_bytes / 1000:.0f}", "fewer frames, or a calmer drawing")
    if (found.width, found.height) != (limit.width, limit.height):
        wanted = f"{limit.width} x {limit.height}"
        yield Finding(where, f"is {found.width} x {found.height} pixels", f"it has to be {wanted}")
    if limit.moves and found.frames < 2:
        yield Finding(where, "does not move", "let the frames of its movement differ")
    if limit.most_ms and found.ms > limit.most_ms:
        yield Finding(where, f"takes {found.ms} ms; at most {limit.most_ms}", "fewer frames, or shorter ones")
    if found.is_cut and not found.has_ground:
        yield Finding(where, "reaches the edge of the picture", "leave room for its rim in every frame")
    if found.has_ground is not (file.role is Role.BANNER):
        yield Finding(where, "has a ground" if found.has_ground else "has no ground", "draw it so that it has none")


MANIFEST = (
    "file",
    "for",
    "id",
    "line",
    "meaning",
    "emoji",
    "figure",
    "movement",
    "width",
    "height",
    "frames",
    "ms",
    "bytes",
    "reduced",
)


def manifest_rows(made: StickerSet) -> Iterator[tuple[str | int, ...]]:
    """What is known of every file, a row each, as `MANIFEST` names it."""
    for one in made.files:
        said, found = one.sticker, one.measured
        words = (said.id, said.text, said.meaning, said.emoji, said.figure, said.movement) if said else ("",) * 6
        effort = EFFORTS[one.effort]
        reduced = f"{effort.colors} colours, quality {effort.quality}" if one.effort else ""
        reduced += ", every second frame" if effort.every > 1 else ""
        size = (found.width, found.height, found.frames, found.ms, len(one.data))
        yield (one.path, one.role.value, *words, *size, reduced)
