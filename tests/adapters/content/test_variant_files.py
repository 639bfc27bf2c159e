"""Copy goes out to a spreadsheet and comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.adapters.content.variant_files import (
    NumberedVariant,
    read_variants,
    write_variants_csv,
    write_variants_yaml,
)
from postergen.domain.campaign import Campaign
from postergen.domain.variant import Author, CopyVariant, Fits, Hook, Tone
from postergen.errors import InvalidInput

WRITERS = {"x.csv": write_variants_csv, "x.yaml": write_variants_yaml}
printable = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=24)


@pytest.mark.parametrize("name", WRITERS)
def test_the_whole_library_comes_back_as_it_was(name: str, campaign: Campaign) -> None:
    written = [NumberedVariant(variant, i % 3) for i, variant in enumerate(campaign.variants)]
    assert read_variants(name, WRITERS[name](written).encode()) == written


@pytest.mark.parametrize("name", WRITERS)
@given(headline=printable, body=printable, author=st.sampled_from(Author), edit=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_whatever_a_text_says_nothing_of_it_is_lost(
    name: str, headline: str, body: str, author: Author, edit: int
) -> None:
    fits = Fits(("a", "b"), ("t",), ("o",), ("hubei/wuhan",))
    source = "《武汉市志》"
    texts = (headline, body, "扫一扫", "gloss")
    variant = CopyVariant("v-1", "zh-CN", Hook.THEME, Tone.WRY, fits, *texts, author, source, "扫|一~扫\n扫一|扫")
    written = [NumberedVariant(variant, edit)]
    assert read_variants(name, WRITERS[name](written).encode()) == written


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'", "\t="])
def test_a_spreadsheet_takes_no_text_for_a_formula(start: str) -> None:
    variant = CopyVariant("v-1", "en", Hook.THEME, Tone.WRY, Fits(options=("a",)), f"{start}1+1", "body", "scan")
    written = [NumberedVariant(variant, 0)]
    text = write_variants_csv(written)
    assert f"'{start}1+1" in text
    assert read_variants("x.csv", text.encode()) == written


def test_every_mistake_is_named_with_its_line(campaign: Campaign) -> None:
    good = NumberedVariant(campaign.variants[0], 0)
    long = NumberedVariant(replace(campaign.variants[1], headline="x" * 99), 0)
    with pytest.raises(InvalidInput) as caught:
        read_variants("x.csv", write_variants_csv([good, long, good]).encode())
    said = [str(finding) for finding in caught.value.findings]
    assert any("x.csv:3" in line and "99 characters" in line for line in said)
    assert any("stands twice" in line for line in said)


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("x.txt", b"", "ending"),
        ("x.csv", b"id,colour\n", "colour"),
        ("x.csv", b"id\xff\xfe", "UTF-8"),
        ("x.csv", b"id,locale,hook,tone,headline,body\n", "no variants"),
        ("x.yaml", b"id: 1\n", "list"),
        ("x.yaml", b"- 3\n", "should be a variant"),
    ],
)
def test_a_file_that_is_none_is_told(name: str, source: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_variants(name, source)
