"""Addresses stay as people wrote them, and can stand in a header and a code."""

from __future__ import annotations

import pytest

from postergen.domain.addresses import as_typed, web_address, with_parameters


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("https://life.example.com", "https://life.example.com"),
        ("HTTPS://Life.Example.com:8443", "https://life.example.com:8443"),
        ("https://straße.example", "https://xn--strae-oqa.example"),  # IDNA 2003 made strasse of it, another host
        ("https://例え.jp/路?q=面#一", "https://xn--r8jz45g.jp/%E8%B7%AF?q=%E9%9D%A2#%E4%B8%80"),
        (
            "https://MÜNCHEN.example/%C4%E3?u=https://x/%20+a;b",
            "https://xn--mnchen-3ya.example/%C4%E3?u=https://x/%20+a;b",
        ),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]:80/x"),
        ("http://my_service:8000", "http://my_service:8000"),
    ],
)
def test_an_address_is_written_in_ascii_and_otherwise_stays(written: str, means: str) -> None:
    assert web_address(written) == means
    assert web_address(means) == means


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "life.example.com",
        "ftp://life.example.com",
        "https://",
        "https:///path",
        "https://x..example",
        "https://-x.example",
        "https://life.example.com:99999",
        "https://life.example.com:eighty",
        "https://a b.example",
        "https://somebody:secret@life.example.com",
        "https://[::1",
        "https://" + "a" * 64 + ".example",
    ],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"should|cannot be"):
        web_address(wrong)


def test_a_person_types_the_host_as_it_is_spoken() -> None:
    assert as_typed("xn--r8jz45g.jp:8000") == "例え.jp:8000"
    assert as_typed("life.example.com") == "life.example.com"
    assert as_typed("xn--zzzz-99999999.jp") == "xn--zzzz-99999999.jp"


@pytest.mark.parametrize(
    ("landing", "leads_to"),
    [
        ("https://s.example/a", "https://s.example/a?click=1"),
        ("https://s.example/a?ref", "https://s.example/a?ref&click=1"),
        ("https://s.example/a?a=&b=%20x+y&b=2#there", "https://s.example/a?a=&b=%20x+y&b=2&click=1#there"),
        ("https://s.example/a?q=%C4%E3&u=https://x/?y=z", "https://s.example/a?q=%C4%E3&u=https://x/?y=z&click=1"),
        ("https://s.example/a?click=old&x=1", "https://s.example/a?x=1&click=1"),
        ("https://s.example/a?x=1&&y#", "https://s.example/a?x=1&&y&click=1#"),
        ("/c/better-life", "/c/better-life?click=1"),
    ],
)
def test_what_stood_in_a_landing_address_stays_to_the_byte(landing: str, leads_to: str) -> None:
    assert with_parameters(landing, [("click", "1")]) == leads_to


def test_parameters_that_were_passed_on_never_double_those_of_the_landing_address() -> None:
    theirs = [("utm_source", "wechat"), ("utm_medium", "a b")]
    assert (
        with_parameters("https://s.example/?utm%5Fsource=poster", [("click", "1")], theirs)
        == "https://s.example/?utm%5Fsource=poster&utm_medium=a+b&click=1"
    )
