"""Whether fonts, packs, looks and time zones are whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.doctor.values import Remark, counted, error, note, ok, skipped, warning

MOST_NAMED = 3  # mistakes of a publication
YEARS = 2  # after which rules of time zones are old: some country changes its own every year


@dataclass(frozen=True, slots=True)
class Fonts:
    """How many fonts came with the product, and how many were added; folders of POSTERGEN_FONT_PATH without any."""

    bundled: int
    added: int
    without_fonts: tuple[str, ...]
    shapes: bool


@dataclass(frozen=True, slots=True)
class Content:
    """The packs and looks that a server would load, and the name of the pack that is shown first."""

    packs: tuple[str, ...]
    chosen: str
    looks: int
    options: int
    variants: int


@dataclass(frozen=True, slots=True)
class Resting:
    """What was published over a pack and does not fit it any more, with what is wrong."""

    pack: str
    number: int
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publications:
    """Over how many packs something was published in the studio, None where the database does not say; and where that
    rests.
    """

    count: int | None
    resting: tuple[Resting, ...]


@dataclass(frozen=True, slots=True)
class TimeZones:
    """How many there are, the release of their rules (such as 2025b; empty when nobody says), and this year."""

    count: int
    release: str
    year: int


def judge_fonts(fonts: Fonts) -> Sequence[Remark]:
    added = f", {fonts.added} added" if fonts.added else ""
    remarks = [ok(f"{fonts.bundled} fonts, each as it was made{added}")]
    for place in fonts.without_fonts:
        found = f"POSTERGEN_FONT_PATH names {place}, where no font is"
        remarks.append(warning(found, "Name a folder with .ttf, .otf, .ttc or .otc files, or unset the variable."))
    if not fonts.shapes:
        found = "FriBiDi is not installed, so Arabic, Hebrew and Indic names are set unshaped"
        remarks.append(note(found, "Install it: apt install libfribidi0, or brew install fribidi."))
    return remarks


def judge_content(content: Content) -> Sequence[Remark]:
    remarks = [
        ok(
            f"{counted(len(content.packs), 'pack')} ({', '.join(content.packs)}) with {content.options} options and "
            f"{content.variants} variants, {counted(content.looks, 'look')}"
        )
    ]
    if content.chosen not in content.packs:
        found = f"POSTERGEN_CAMPAIGN names {content.chosen!r}, and there is no such pack"
        remarks.append(error(found, f"Set it to one of {', '.join(content.packs)}, or add the pack's folder."))
    return remarks


def judge_publications(publications: Publications) -> Sequence[Remark]:
    if publications.count is None:
        return [skipped("the database does not say what was published over packs")]
    remarks = []
    for one in publications.resting:
        named = "; ".join(one.mistakes[:MOST_NAMED])
        more = f"; and {len(one.mistakes) - MOST_NAMED} more" if len(one.mistakes) > MOST_NAMED else ""
        found = f"publication {one.number} does not fit the pack {one.pack} any more, and rests: {named}{more}"
        mend = f"Correct what is named in the files of {one.pack}; until then posters have the pack as its files are."
        remarks.append(error(found, mend))
    said = f"{counted(publications.count, 'pack')} with something published over it, which fits"
    return remarks or [ok(said if publications.count else "nothing was published over a pack")]


def judge_time_zones(zones: TimeZones) -> Sequence[Remark]:
    if not zones.count:
        mend = "Install the system's time zones (apt install tzdata), or pip install --force-reinstall tzdata."
        return [error("no time zone is known, so no date can be put on a poster", mend)]
    said = f"{zones.count} time zones" + (f" by the rules of {zones.release}" if zones.release else "")
    if zones.release[:4].isdigit() and int(zones.release[:4]) < zones.year - YEARS:
        mend = "Bring them up to date: apt install --only-upgrade tzdata, or pip install --upgrade tzdata."
        return [note(f"{said}, which are old", mend)]
    return [ok(said)]
