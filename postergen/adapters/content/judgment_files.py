"""Read a judged set: a JSON object on every line, with a brief and what judges said of variants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from postergen.adapters.content.file_shapes import FileModel
from postergen.adapters.content.text_files import lines_of, read_utf8
from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.errors import Finding, InvalidInput
from postergen.ranking.evaluation import MAX_GRADE, Half, Judgment

Grade = Annotated[int, Field(ge=0, le=MAX_GRADE)]
Grades = Annotated[tuple[Grade, ...], Field(min_length=1)]


class JudgmentLine(FileModel):
    """``grades``: for each judged variant what each judge said, 0 (something else) to 3 (exactly this wish).
    ``answers``: the same for options, which is said of each variant that was written for one. Neither where nothing
    answers.
    """

    id: str
    locale: Literal["zh-CN", "en"]
    options: tuple[str, ...] = ()
    wish: str = ""
    grades: dict[str, Grades] = Field(default_factory=dict)
    answers: dict[str, Grades] = Field(default_factory=dict)
    half: Half = ""


def read_judgments(path: Path, campaign: Campaign) -> list[Judgment]:
    """The judgments in this file.

    Raises:
        InvalidInput: every line that cannot be read, or names what the campaign does not have.
    """
    findings: list[Finding] = []
    found = []
    read = read_utf8(str(path), path.read_bytes(), findings)
    for number, text in enumerate(lines_of(read or ""), 1):
        if not text.strip():
            continue
        where = f"{path}:{number}"
        try:
            line = JudgmentLine.model_validate_json(text)
        except ValidationError as exc:
            problems = exc.errors(include_url=False)
            findings += [Finding(where, f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in problems]
            continue
        unknown = _unknown(line, campaign)
        findings += [Finding(where, f"{name!r} is not in {campaign.id}", "judge what is there now") for name in unknown]
        brief = Brief(campaign.id, line.options, line.locale, campaign.templates[0], wish=line.wish)
        found.append(Judgment(line.id, brief, _grades(line, campaign), line.half))
    if not found and not findings:
        findings.append(Finding(str(path), "holds no judgments"))
    if findings:
        raise InvalidInput(findings)
    return found


def _grades(line: JudgmentLine, campaign: Campaign) -> dict[str, Grades]:
    """By variant: what was said of it, or else the best that was said of an option that it was written for."""
    of_options = [
        (variant.id, max(said, key=sum))
        for variant in campaign.variants
        if variant.locale == line.locale
        and (said := [line.answers[one] for one in variant.fits.options if one in line.answers])
    ]
    return dict(of_options) | line.grades


def _unknown(line: JudgmentLine, campaign: Campaign) -> list[str]:
    options = [name for name in (*line.options, *line.answers) if name not in campaign.catalogue.option_by_id]
    return options + [name for name in line.grades if name not in campaign.variant_by_id]
