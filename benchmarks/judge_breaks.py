"""Count the Chinese headlines that break inside a word, in every look and format, by words cut by hand.

python benchmarks/judge_breaks.py           prints how many of the hand-cut headlines a line parts, by format and look
python benchmarks/judge_breaks.py --all     prints each place where any headline of the pack is broken, to be read
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from postergen.adapters.content.template_files import find_template_folders, parse_template, read_template_folder
from postergen.config import CONTENT, Settings
from postergen.loading import check_pack, load_renderer
from postergen.rendering.content import fill
from postergen.rendering.fonts import FontBook
from postergen.rendering.template import PosterTemplate, TextElement
from postergen.rendering.text import fit_text

CUT_BY_HAND = Path(__file__).parent / "judgments/words-zh.txt"
FORMATS = ("story", "square", "portrait", "card")
# what the conditions of headlines ask about
PLAIN = {"locale": "zh-CN", "logo": False, "avatar": False, "count": 3, "sheet": ""}


class Setting(NamedTuple):
    """A headline as one look sets it."""

    look: str
    format: str
    headline: str
    lines: tuple[str, ...]

    def ends(self) -> list[int]:
        """After how many characters its lines end, the last one left out."""
        return list(accumulate(len(line.replace(" ", "")) for line in self.lines[:-1]))


def read_cuts(lines: Sequence[str]) -> dict[str, frozenset[int]]:
    """Of each headline cut by hand after how many characters a line may end, blanks not counted."""
    cut = [line.replace("/", " ").split() for line in lines if line and not line.startswith("#")]
    return {"".join(words): frozenset(accumulate(map(len, words))) for words in cut}


def settings_of(
    headlines: Sequence[str],
    looks: Sequence[PosterTemplate],
    fonts: FontBook,
    words: frozenset[str] = frozenset(),
    formats: Sequence[str] = FORMATS,
) -> Iterator[Setting]:
    """Every headline in every look and format that serves it.

    Args:
        words: the glossary of the campaign.
    """
    for look in looks:
        plain = PLAIN | {"fields": {field.name: "" for field in look.fields}}
        for name in formats:
            chosen = look.formats.get(name)
            if chosen is None:
                continue
            for element in chosen.elements:
                if isinstance(element, TextElement) and "headline" in element.spans[0].text:
                    box = element.box.within(chosen.canvas)
                    for headline in headlines:
                        known = plain | {"headline": headline}
                        if _holds(element.when, known):
                            text = fill(element.spans[0].text, known, where=look.id)
                            yield Setting(
                                look.id, name, headline, fit_text(text, box, element.style, fonts, words).lines
                            )


def _holds(condition: str, known: Mapping[str, object]) -> bool:
    return fill("{% if " + (condition or "true") + " %}y{% endif %}", known, where="") == "y"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="print the breaks of all headlines instead")
    everything = parser.parse_args().all
    campaign = check_pack(CONTENT / "assets/campaigns/better-life")
    fonts = load_renderer(Settings()).fonts
    folders = find_template_folders(CONTENT / "templates/posters")
    looks = [parse_template(path.name, read_template_folder(path), fonts.families) for path in folders]
    cuts = read_cuts(CUT_BY_HAND.read_text(encoding="utf-8").splitlines())
    headlines = sorted({variant.headline for variant in campaign.variants_in("zh-CN")}) if everything else list(cuts)
    found = list(settings_of(headlines, looks, fonts, campaign.glossary["zh-CN"]))
    if everything:
        places = Counter(place for one in found for place in _places(one, one.ends()))
    else:
        parted = {one: [end for end in one.ends() if end not in cuts[one.headline]] for one in found}
        places = Counter(place for one, ends in parted.items() for place in _places(one, ends))
        _show_shares(Counter(one.format for one in found), Counter(one.format for one in found if parted[one]))
        _show_shares(Counter(one.look for one in found), Counter(one.look for one in found if parted[one]))
    for place, count in places.most_common():
        print(f"{count:5}  {place}")


def _places(one: Setting, ends: Sequence[int]) -> Iterator[str]:
    bare = one.headline.replace(" ", "")
    return (f"{bare[:end]}|{bare[end:]}" for end in ends)


def _show_shares(whole: Counter[str], parted: Counter[str]) -> None:
    for name, count in [*whole.items(), ("all", whole.total())]:
        broken = parted[name] if name in parted else parted.total() if name == "all" else 0
        print(f"{name:14} {count:6} settings, {broken:4} part a word, {broken / count:.2%}")
    print()


if __name__ == "__main__":
    main()
