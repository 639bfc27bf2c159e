"""Where the fact of a text stands: an address or a citation, in one line, that changes no revision; and
calls to action that say what follows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.variant import MOST_SOURCE, CopyVariant, Fits, Hook, Tone, checked_source

TEXT = CopyVariant("v-1", "en", Hook.THEME, Tone.WRY, Fits(), "Noodles", "Good", "Your own?")


@pytest.mark.parametrize(
    "source", ["", "https://zh.wikipedia.org/wiki/热干面", "GB/T 20977-2007, 3.1", "《东京梦华录》卷八"]
)
def test_an_address_and_a_citation_stay_as_they_stand(source: str) -> None:
    assert checked_source(source) == source


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("https://", "should look like"),
        ("https://a b.example", "without blanks"),
        ("https://user:word@example.com/", "name or password"),
        ("a\nb", "one line"),
        (" a", "one line"),
        ("x" * (MOST_SOURCE + 1), "at most 400"),
    ],
)
def test_what_cannot_be_a_source_is_told(source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_source(source)


def test_only_an_address_may_be_followed() -> None:
    sources = ("https://example.com/", "javascript:alert(1)", "《梦粱录》", "")
    assert [replace(TEXT, source=one).source_address for one in sources] == ["https://example.com/", "", "", ""]


def test_the_words_alone_make_the_revision() -> None:
    assert replace(TEXT, source="《梦粱录》").revision == TEXT.revision


def test_no_two_calls_to_action_of_an_option_are_alike(campaign: Campaign) -> None:
    calls = Counter((v.locale, option, v.call_to_action) for v in campaign.variants for option in v.fits.options)
    assert [call for call, times in calls.items() if times > 1] == []


def test_most_english_calls_to_action_say_more_than_to_scan(campaign: Campaign) -> None:
    calls = [v.call_to_action for v in campaign.variants_in("en")]
    assert sum("scan" in call.casefold() for call in calls) < len(calls) / 2
