import json
from dataclasses import replace

import pytest

from postergen.adapters.journal.event_codec import decode_event, encode_event
from postergen.domain.events import Event, PosterIssued
from postergen.domain.policies import Slice
from postergen.domain.poster import Choice, Leafed, Lot
from tests.adapters.events import confirmation, conversion, poster, scan

HIT = scan(1, poster(1))


@pytest.mark.parametrize("event", [poster(1), HIT, confirmation(HIT), conversion(HIT)], ids=lambda e: type(e).__name__)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    assert decode_event(encode_event(event)) == event


def test_the_last_release_reads_how_a_text_was_chosen() -> None:
    written = json.loads(encode_event(poster(1)))
    assert written["choice"].keys() == {"variant", "revision", "policy", "propensity"}  # it takes no other


def test_what_a_wish_means_and_where_a_poster_hangs_stand_apart_for_the_last_release() -> None:
    issued = poster(1)
    brief = replace(issued.poster.brief, wish="看看大海", wish_means="parents-qingdao-sea", site="shop-12")
    issued = replace(issued, poster=replace(issued.poster, brief=brief))
    written = json.loads(encode_event(issued))
    assert not {"wish_means", "site"} & written["brief"].keys()
    assert decode_event(json.dumps(written)) == issued
    del written["wish_means"], written["site"]
    read = decode_event(json.dumps(written))
    assert isinstance(read, PosterIssued)
    assert (read.poster.brief.wish_means, read.poster.brief.site) == ("", "")


def test_how_a_page_came_to_a_line_stands_apart_for_the_last_release() -> None:
    issued, lot = poster(1), Lot("0123456789abcdef", True, "hubei/wuhan")
    drawn = replace(issued.poster.choice, lot=lot)
    chosen = Choice("b", "r2", "chosen", 1.0, Slice.CHOSEN, 0.5, leafed=Leafed(drawn, ("a.zh-1", "b")))
    for choice in (drawn, chosen):
        made = replace(issued, poster=replace(issued.poster, choice=choice))
        assert decode_event(encode_event(made)) == made
        assert json.loads(encode_event(made))["draw"] == [choice.slice, choice.relevance]
    assert not {"lot", "leafed"} & json.loads(encode_event(issued)).keys()


def test_posters_in_the_journals_of_the_last_release_were_drawn_by_relevance() -> None:
    written = json.loads(encode_event(poster(1)))
    del written["draw"]
    read = decode_event(json.dumps(written))
    assert isinstance(read, PosterIssued)
    assert (read.poster.choice.slice, read.poster.choice.relevance) == (Slice.BEFORE, None)
