"""Chinese is not broken inside a word, whatever BudouX says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from benchmarks.judge_breaks import CUT_BY_HAND, read_cuts, settings_of
from postergen.rendering.fonts import FontBook
from postergen.rendering.line_break import INSIDE_WORD, opportunities
from postergen.rendering.template import PosterTemplate
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, TextStyle
from postergen.rendering.words import insides

CUTS = read_cuts(CUT_BY_HAND.read_text(encoding="utf-8").splitlines())
KNOWN = {  # sentences, and the words in them that BudouX has been seen to part
    "书包里那股油条味": ("油条", "书包里", "油条味"),
    "头一坛萝卜我妈教的": ("我妈", "萝卜", "一坛", "教的"),
    "他背我上山的那条路": ("上山", "那条"),
    "一根面吸到底才算数": ("到底", "一根", "算数"),
    "地铁上让座的那个年轻人": ("年轻人", "让座", "地铁上", "那个"),
    "跟陌生人拼一张桌子": ("陌生人", "一张", "桌子"),
    "我妈只喝保温桶里的茶": ("我妈", "保温桶里的"),
    "她一个人走完了整条街": ("一个人", "走完了", "整条街"),
    "头发吹干了才肯出来": ("头发", "吹干了", "出来"),
    "外地同学问我拎的什么鱼": ("同学", "拎的", "什么"),
    "今天不黑了灯也没亮着": ("不黑了", "没亮着"),
}
NUMBERED = [
    "3公里",
    "三百多公里",
    "1.5小时",
    "30分钟",
    "2单元",
    "第3座",
    "80平方米",
    "20块钱",
    "5号楼",
    "18岁",
    "99元",
    "1990年",
    "5月",
    "6日",
    "9折",
    "十二点",
    "两万里",
    "几层",
    "那股",
    "这条",
    "每周",
    "半碗",
    "第四十二回",
    "零下二十度",
    "3千克",
    "500毫升",
    "6路",
    "4号线",
    "两三位",
    "个把月",
    "10%",
    "25℃",
]


@pytest.mark.parametrize(("text", "word"), [(text, word) for text, words in KNOWN.items() for word in words])
def test_a_line_does_not_part_what_is_read_at_once(text: str, word: str) -> None:
    at = text.index(word)
    between_words = {o.after for o in opportunities(text) if o.price < INSIDE_WORD}
    assert between_words.isdisjoint(range(at + 1, at + len(word)))


@pytest.mark.parametrize("word", NUMBERED)
def test_a_number_stays_with_its_unit(word: str) -> None:
    text = f"我们走了{word}回家"
    start = text.index(word)
    between_words = {o.after for o in opportunities(text) if o.price < INSIDE_WORD}
    assert between_words.isdisjoint(range(start + 1, start + len(word)))


@pytest.mark.parametrize("measure", ["5 km", "30 min", "12 °C", "50 %", "3.5 kg", "90 s"])
def test_a_number_stays_with_its_unit_across_a_space(measure: str) -> None:
    text = f"it was {measure} away"
    breaks = {o.after: o.price for o in opportunities(text)}
    assert breaks.get(text.index(measure) + measure.index(" ") + 1, INSIDE_WORD) == INSIDE_WORD
    assert breaks[text.index("away")] < INSIDE_WORD


def test_a_text_without_han_needs_no_dictionary() -> None:
    assert insides("plain words").certain == insides("plain words").possible == frozenset()


def test_a_word_is_parted_only_when_no_size_helps(fonts: FontBook) -> None:
    style = TextStyle("sans", 400, 40, 20)
    smaller = fit_text("陌生人年轻人", Box(0, 0, 70, 300), style, fonts)
    assert (smaller.lines, smaller.size) == (("陌生人", "年轻人"), 23)
    assert not fit_text("陌生人年轻人", Box(0, 0, 45, 300), style, fonts).truncated


def test_headlines_are_not_broken_inside_a_word(fonts: FontBook, templates: Mapping[str, PosterTemplate]) -> None:
    some = list(CUTS)[::8]  # benchmarks/judge_breaks.py looks at all of them
    found = list(settings_of(some, list(templates.values()), fonts, formats=("story", "square")))
    assert len(found) >= 2 * 9 * len(some)
    assert [one for one in found if not CUTS[one.headline].issuperset(one.ends())] == []


CUT_IN_A_FORK = """
import os, re
from postergen.rendering.words import insides, load_dictionary

def own_memory():
    with open("/proc/self/smaps_rollup") as told:
        return int(re.search(r"Private_Dirty: +([0-9]+) kB", told.read())[1]) / 1024

before = own_memory()
load_dictionary()
loaded = own_memory() - before
if os.fork() == 0:
    insides("书包里那股油条味，跟陌生人拼一张桌子")
    os._exit(0 if own_memory() < 0.3 * loaded else 3)
print(os.waitstatus_to_exitcode(os.wait()[1]), loaded > 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no forks")
def test_forks_cut_words_with_the_dictionary_of_the_process_that_read_it() -> None:
    done = subprocess.run([sys.executable, "-c", CUT_IN_A_FORK], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["0", "True"], done.stderr[-2000:]
