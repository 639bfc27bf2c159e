"""Say to a person, in their language, why no poster can be made of what they wrote."""

from __future__ import annotations

from collections.abc import Mapping

from postergen.domain.words import Words
from postergen.errors import Finding

NAMES: Mapping[str, str] = {"nickname": "nickname", "wish": "wishes"}
SAID: Mapping[str, str] = {
    "blank": "finding_blank",
    "unprintable": "finding_unprintable",
    "marks": "finding_marks",
    "long": "finding_long",
}


def told(finding: Finding, words: Words, most_picks: int) -> str:
    """A sentence for one finding; in English where the page has no words for it.

    Args:
        words: those of the campaign's page.
    """
    if finding.where == "options":
        return words["pick"].format(most=most_picks)
    name = words[NAMES[finding.where]] if finding.where in NAMES else finding.where
    if finding.kind in SAID:
        return f"{name}: {words[SAID[finding.kind]]}"
    return f"{name}: {finding.problem}" + (f" ({finding.remedy})" if finding.remedy else "")
