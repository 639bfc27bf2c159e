"""A brief is accepted or refused with every reason at once."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.briefs import BriefRequest, Look, check_brief
from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.errors import Finding, InvalidBrief

LOOKS = defaultdict(lambda: Look(("story", "square")))
TODAY = date(2026, 5, 7)
REQUEST = BriefRequest(("parents-medical-check-up",), "zh-CN")


def accepted(campaign: Campaign, **changes: object) -> Brief:
    return check_brief(replace(REQUEST, **changes), campaign, LOOKS, TODAY)  # type: ignore[arg-type]


def refused(campaign: Campaign, **changes: object) -> tuple[Finding, ...]:
    with pytest.raises(InvalidBrief) as caught:
        accepted(campaign, **changes)
    return caught.value.findings


def where(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.where for finding in findings]


def test_the_smallest_request_gets_the_campaigns_first_look(campaign: Campaign) -> None:
    brief = accepted(campaign)
    assert (brief.campaign, brief.template, brief.format) == ("better-life", campaign.templates[0], "story")
    assert (brief.nickname, brief.place, brief.occasion, brief.personalised) == ("", None, None, True)


def test_everything_asked_for_stands_in_the_brief(campaign: Campaign) -> None:
    place, occasion = campaign.catalogue.places[3].id, campaign.occasions[0].id
    brief = accepted(
        campaign,
        locale="en",
        template="ticket",
        nickname="小明",
        place=place,
        occasion=occasion,
        channel="wechat.group_1",
        personalised=False,
    )
    assert (brief.locale, brief.template, brief.nickname) == ("en", "ticket", "小明")
    assert (brief.place, brief.occasion, brief.channel, brief.personalised) == (
        place,
        occasion,
        "wechat.group_1",
        False,
    )


def test_every_wrong_field_is_reported_and_not_only_the_first(campaign: Campaign) -> None:
    findings = refused(
        campaign,
        options=("nope", REQUEST.options[0], REQUEST.options[0]),
        locale="fr",
        template="poster",
        place="nowhere/at-all",
        occasion="never",
        nickname="好" * 31,
        channel="Not A Channel",
    )
    wrong = ["channel", "locale", "nickname", "occasion", "options/0", "options/2", "place", "template"]
    assert sorted(where(findings)) == wrong


def test_a_misspelt_option_is_answered_with_the_one_that_was_meant(campaign: Campaign) -> None:
    (finding,) = refused(campaign, options=("parents-medical-checkup",))
    assert finding.where == "options/0"
    assert "parents-medical-check-up" in finding.remedy


def test_an_unknown_locale_is_answered_with_those_there_are(campaign: Campaign) -> None:
    (finding,) = refused(campaign, locale="xx")
    assert "zh-CN" in finding.remedy
    assert "en" in finding.remedy


def test_one_to_six_options_may_be_chosen(campaign: Campaign) -> None:
    ids = tuple(option.id for option in campaign.catalogue.options)
    for count in range(1, 7):
        assert accepted(campaign, options=ids[:count]).options == ids[:count]
    assert where(refused(campaign, options=())) == ["options"]
    assert where(refused(campaign, options=ids[:7])) == ["options"]


def test_the_order_of_the_options_is_kept(campaign: Campaign) -> None:
    ids = tuple(option.id for option in campaign.catalogue.options[5::-1])
    assert accepted(campaign, options=ids).options == ids


def test_a_format_is_checked_against_the_look_that_serves_it(campaign: Campaign) -> None:
    (finding,) = refused(campaign, format="billboard")
    assert finding.where == "format"
    assert "story" in finding.remedy


def test_a_thousand_unknown_options_do_not_make_a_thousand_findings(campaign: Campaign) -> None:
    assert len(refused(campaign, options=("nope",) * 1000)) < 20


def test_a_very_long_unknown_value_is_not_echoed_in_full(campaign: Campaign) -> None:
    (finding,) = refused(campaign, place="x" * 5000)
    assert len(str(finding)) < 300


@pytest.mark.parametrize(
    "nickname",
    [
        "小明",
        "Zoë Müller",
        "👨‍👩‍👧‍👦" * 30,
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "محمد بن عبد الله",
        "می‌خواهم",
        "नमस्ते",
        "สวัสดี",
        "{{ 7*7 }} <b>",
        "'; DROP TABLE poster; --",
        "好" * 30,
    ],
)
def test_names_people_really_have_are_accepted(nickname: str, campaign: Campaign) -> None:
    assert accepted(campaign, nickname=nickname).nickname == nickname


@pytest.mark.parametrize(
    ("nickname", "code_point"),
    [
        ("a\0b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("\ufff9x", "U+FFF9"),
        ("private\ue000", "U+E000"),
        ("half\ud83d", "U+D83D"),
        ("\uffff", "U+FFFF"),
    ],
)
def test_what_cannot_be_printed_is_named_by_its_code_point(nickname: str, code_point: str, campaign: Campaign) -> None:
    (finding,) = refused(campaign, nickname=nickname)
    assert finding.where == "nickname"
    assert code_point in finding.problem


def test_a_pile_of_marks_on_one_letter_is_refused(campaign: Campaign) -> None:
    assert where(refused(campaign, nickname="Z" + "\u0301" * 12)) == ["nickname"]
    assert accepted(campaign, nickname="ệ̃").nickname


@pytest.mark.parametrize(
    "blanks", [" ", "\u3000\u3000", "\n", "\u3164", "\u2800\u2800", "\u115f\u1160", "\uffa0", "\u200b\ufeff"]
)
def test_a_text_of_blanks_is_refused_as_none(blanks: str, campaign: Campaign) -> None:
    (finding,) = refused(campaign, nickname=blanks)
    assert (finding.where, finding.problem) == ("nickname", "is made of blanks alone")
    assert where(refused(campaign, wish=blanks)) == ["wish"]
    assert accepted(campaign, nickname="", wish="").nickname == ""


def test_what_a_person_wrote_is_cleaned_wherever_they_wrote_it(campaign: Campaign) -> None:
    found = accepted(campaign, nickname="\u200b小明\n", wish="看\u00ad海 ", wish_means="")
    assert (found.nickname, found.wish) == ("小明", "看海")


@pytest.mark.parametrize("channel", ["", "a", "wechat", "poster-2026_06.b", "0", "a" * 32])
def test_channel_names_that_are_accepted(channel: str, campaign: Campaign) -> None:
    assert accepted(campaign, channel=channel).channel == channel


@pytest.mark.parametrize("channel", ["A", "a b", "-a", ".a", "微信", "a" * 33, "a\n", "a/b"])
def test_channel_names_that_are_refused(channel: str, campaign: Campaign) -> None:
    assert where(refused(campaign, channel=channel)) == ["channel"]


@given(nickname=st.text(max_size=50), option=st.text(max_size=20), place=st.none() | st.text(max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_request_is_a_brief_or_a_list_of_findings(
    nickname: str, option: str, place: str | None, campaign: Campaign
) -> None:
    try:
        brief = accepted(campaign, nickname=nickname, options=(option,), place=place)
    except InvalidBrief as exc:
        assert exc.findings
    else:
        assert brief.options == (option,)


def test_a_poster_hangs_where_its_operator_says_by_an_id(campaign: Campaign) -> None:
    assert accepted(campaign, site="north/shop-12").site == "north/shop-12"
    for site in ("a shop", "-", "店", "x" * 65):
        assert where(refused(campaign, site=site)) == ["site"]


def test_a_person_may_say_what_their_wish_means(campaign: Campaign) -> None:
    for means in ("", "parents-qingdao-sea", "none"):
        assert accepted(campaign, options=(), wish="看看大海", wish_means=means).wish_means == means


def test_what_a_wish_means_is_an_option_or_none_of_these_and_needs_a_wish(campaign: Campaign) -> None:
    assert where(refused(campaign, wish="看看大海", wish_means="parents-quingdao-sea")) == ["wish_means"]
    assert where(refused(campaign, wish_means="parents-qingdao-sea")) == ["wish_means"]


@pytest.mark.parametrize("field", ["nickname", "wish"])
def test_a_text_of_thousands_of_marks_is_refused_without_being_read(campaign: Campaign, field: str) -> None:
    began = time.process_time()
    found = refused(campaign, **{field: "a" + "\u0301\u0316" * 30_000})
    assert field in where(found)
    assert time.process_time() - began < 0.5


def test_a_huge_id_is_compared_with_what_is_known_no_further_than_ids_go(campaign: Campaign) -> None:
    began = time.process_time()
    found = refused(campaign, place="ab" * 1_000_000, template="ab" * 1_000_000)
    assert where(found) == ["template", "place"]
    assert time.process_time() - began < 0.5
