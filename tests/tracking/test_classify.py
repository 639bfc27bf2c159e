"""Rules in two stages: what a request alone tells, and what a store knows of the visitor; each with its reason."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.scan import Classification, ScanClass
from postergen.tracking.classify import (
    BURST,
    DUPLICATE_WINDOW,
    REFINEMENTS,
    RULES,
    RULES_VERSION,
    Evidence,
    Hit,
    classify,
    describe_rules,
    refine,
)

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
WECHAT_TOOLS = f"{PHONE} wechatdevtools/1.06.2412050"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

HUMAN = Classification(ScanClass.HUMAN, "", RULES_VERSION)


def hit(agent: str = PHONE, method: str = "GET", network: str = "", **headers: str) -> Hit:
    return Hit(method, {"user-agent": agent} | {k.replace("_", "-"): v for k, v in headers.items()}, network)


# For every rule, by the name in `describe_rules`: what it speaks of, and what comes near and is none of its business.
REQUESTS: dict[str, tuple[list[Hit], list[Hit]]] = {
    "method": (
        [hit(method="HEAD"), hit(method="OPTIONS"), hit(method="POST"), hit(method="PROPFIND"), hit(method="")],
        [hit(method="GET")],
    ),
    "looking ahead": (
        [
            hit(sec_purpose="prefetch"),
            hit(sec_purpose="prefetch;prerender"),
            hit(sec_purpose="prefetch;anonymous-client-ip"),
            hit(sec_purpose="Prefetch; anonymous-client-ip"),
            hit(purpose="prefetch"),
            hit(purpose="PREVIEW"),
            hit(x_purpose="preview"),
            hit(x_moz="prefetch"),
        ],
        [hit(sec_purpose=""), hit(purpose="navigate"), hit(x_moz="no-prefetch"), hit(x_other="prefetch"), hit()],
    ),
    "preview fetcher": (
        [hit("facebookexternalhit/1.1"), hit("TelegramBot (like TwitterBot)"), hit("WhatsApp/2")],
        [hit(f"{PHONE} [FBAN/FBIOS;FBDV/iPhone12,1]"), hit(f"{PHONE} [Pinterest/iOS]"), hit(GOOGLEBOT)],
    ),
    "no agent": (
        [hit(""), hit("  "), hit("-"), hit("null"), hit("(null)"), Hit("GET", {})],
        [hit("x"), hit(PHONE)],
    ),
    "listed network": ([hit(network="office"), hit(network="data centres")], [hit(network=""), hit(network="  ")]),
    "workshop": ([hit(WECHAT_TOOLS), hit("Mozilla/5.0 (Linux; Android 0; SEA-AL10; wv)")], [hit(PHONE), hit(CHROME)]),
    "crawler": (
        [hit(GOOGLEBOT), hit("curl/8.5.0"), hit(f"{PHONE} (compatible; Baiduspider/2.0)"), hit("Sogou web spider/4.0")],
        [
            hit(PHONE),
            hit(f"{PHONE} SogouMobileBrowser/5.27.8"),
            hit("Mozilla/5.0 (Linux; Android 9; CUBOT_P30) Mobile"),
        ],
    ),
    "stranger": (
        [hit("SomeTool/1.0"), hit("a"), hit("LinkChecker"), hit("Census, a company, searches across the space")],
        [
            hit(PHONE),
            hit(CHROME),
            hit("Opera/9.80 (Android; Opera Mini/36.2) Presto/2.12 Version/12.16"),
            hit(f"com.douban.frodo/7.18.0 DoubanApp {PHONE}"),
            hit("MicroMessenger/8.0.49"),
            hit("UCWEB7.0.2.37/28/999"),
            hit("JUC (Linux; U; 2.3.5; zh-cn; MEIZU MX; 640*960) UCWEB7.9.3.103/139/999"),
            hit("Lenovo-A288t_TD/S100 Linux/2.6.35 Android/2.3.5 Mobile Safari/533.1"),
            hit("ZTE-TU880_TD/1.0 Linux/2.6.32 Android/2.2 Browser/AppleWebKit533.1"),
            hit("DoCoMo/2.0 N905i(c100;TB;W24H16)"),
            hit("lephone K10/Dorado WAP-Browser/1.0.0"),
        ],
    ),
    "address": (
        [
            hit(f"{CHROME} https://census.example"),
            hit("Mozilla/5.0 (compatible; +http://example.com/about)"),
            hit("Mozilla/5.0 (X11; Linux x86_64) admin@example.co.uk"),
            hit("Mozilla/5.0 (www.example.com)"),
        ],
        [
            hit(f"{CHROME} (Ecosia android@120.0.6099.43)"),
            hit(f"{PHONE} (Ecosia ios@10.1.0.1804)"),
            hit(f"{PHONE} AliApp(TB/10.3.20) TTID/600000@taobao_android_10.3.20"),
            hit("Mozilla/4.0 (compatible; MSIE 8.0; Embedded Web Browser from: http://bsalsa.com/; .NET)"),
        ],
    ),
}
VISITORS: dict[str, tuple[list[Evidence], list[Evidence]]] = {
    "owner": ([Evidence(same_maker=True)], [Evidence(same_maker=False)]),
    "burst": (
        [Evidence(visitor_hits_last_minute=BURST), Evidence(visitor_hits_last_minute=500)],
        [Evidence(visitor_hits_last_minute=BURST - 1), Evidence(visitor_hits_last_minute=0)],
    ),
    "duplicate": (
        [
            Evidence(seconds_since_same=0.0),
            Evidence(seconds_since_same=95.0),
            Evidence(seconds_since_same=float(DUPLICATE_WINDOW)),
            Evidence(seconds_since_same=-0.4),
        ],
        [
            Evidence(seconds_since_same=None),
            Evidence(seconds_since_same=DUPLICATE_WINDOW + 1.0),
            Evidence(seconds_since_same=math.inf),
            Evidence(seconds_since_same=math.nan),
        ],
    ),
}
NAMES = [name for _, name, _ in describe_rules()]
REQUEST_RULES = dict(zip(NAMES, RULES, strict=False))
VISITOR_RULES = dict(zip(NAMES[len(RULES) :], REFINEMENTS, strict=True))


def test_every_rule_has_examples_that_it_speaks_of_and_examples_that_it_does_not() -> None:
    examples = REQUESTS | VISITORS
    assert list(examples) == NAMES
    assert all(yes and no for yes, no in examples.values())


@pytest.mark.parametrize("name", REQUESTS)
def test_a_rule_of_the_first_stage_speaks_of_its_examples_alone(name: str) -> None:
    _, rule = REQUEST_RULES[name]
    spoken, silent = REQUESTS[name]
    assert [example for example in spoken if not rule(example)] == []
    assert [example for example in silent if rule(example)] == []


@pytest.mark.parametrize("name", REQUESTS)
def test_what_a_rule_of_the_first_stage_speaks_of_gets_its_class(name: str) -> None:
    scan_class, rule = REQUEST_RULES[name]
    for example in REQUESTS[name][0]:
        assert classify(example) == Classification(scan_class, rule(example), RULES_VERSION)


@pytest.mark.parametrize("name", VISITORS)
def test_a_rule_of_the_second_stage_speaks_of_its_examples_alone(name: str) -> None:
    scan_class, rule = VISITOR_RULES[name]
    spoken, silent = VISITORS[name]
    assert {refine(HUMAN, example).scan_class for example in spoken} == {scan_class}
    assert [example for example in silent if rule(example)] == []


@pytest.mark.parametrize("agent", [PHONE, CHROME])
def test_what_no_rule_speaks_of_is_a_person(agent: str) -> None:
    assert classify(hit(agent)) == HUMAN
    assert refine(HUMAN, Evidence()) == HUMAN


@pytest.mark.parametrize(
    ("given_hit", "scan_class", "reason"),
    [
        (hit(method="HEAD"), ScanClass.BOT, "method HEAD"),
        (hit(sec_purpose="prefetch;prerender"), ScanClass.PREFETCH, "sec-purpose: prefetch"),
        (hit(""), ScanClass.BOT, "no user agent"),
        (hit(network="office"), ScanClass.BOT, "network: office"),
        (hit(GOOGLEBOT), ScanClass.BOT, "crawler: Googlebot"),
        (hit(WECHAT_TOOLS), ScanClass.BOT, "developer tool: wechatdevtools"),
        (hit("SomeTool/1.0 x"), ScanClass.BOT, "no browser: SomeTool/1.0"),
        (hit(f"{CHROME} https://census.example/?a=b"), ScanClass.BOT, "address: https://census.example/?a=b"),
    ],
)
def test_a_reason_says_what_was_seen(given_hit: Hit, scan_class: ScanClass, reason: str) -> None:
    assert classify(given_hit) == Classification(scan_class, reason, "5")


def test_earlier_rules_win() -> None:
    everything = hit("facebookexternalhit/1.1", method="HEAD", network="office", sec_purpose="prefetch")
    assert classify(everything).reason == "method HEAD"
    assert classify(Hit("GET", everything.headers, "office")).scan_class is ScanClass.PREFETCH
    assert classify(hit("facebookexternalhit/1.1", network="office")).scan_class is ScanClass.PREVIEW
    assert classify(hit(GOOGLEBOT, network="office")).reason == "network: office"


def test_a_person_s_second_stage_says_what_was_seen() -> None:
    assert refine(HUMAN, Evidence(visitor_hits_last_minute=20)).reason == "burst: 21 hits in a minute"
    assert refine(HUMAN, Evidence(seconds_since_same=95.2)).reason == "duplicate: 95 s apart"
    assert refine(HUMAN, Evidence(same_maker=True)).rules == RULES_VERSION


def test_the_maker_is_the_maker_however_often_and_a_burst_is_no_duplicate() -> None:
    everything = Evidence(same_maker=True, seconds_since_same=1.0, visitor_hits_last_minute=100)
    assert refine(HUMAN, everything).scan_class is ScanClass.OWNER
    assert refine(HUMAN, Evidence(False, 1.0, 100)).scan_class is ScanClass.BOT


@pytest.mark.parametrize("scan_class", [c for c in ScanClass if c is not ScanClass.HUMAN])
def test_only_a_person_is_looked_at_again(scan_class: ScanClass) -> None:
    first = Classification(scan_class, "because", "1")
    assert refine(first, Evidence(True, 1.0, 100)) is first


def test_the_rules_are_described_in_the_order_in_which_they_are_asked() -> None:
    rows = describe_rules()
    assert [row[0] for row in rows] == [c.value for c, _ in (*RULES, *REFINEMENTS)]
    assert all(name and looks_at for _, name, looks_at in rows)


def test_an_agent_counts_as_far_as_512_characters() -> None:
    assert classify(hit(CHROME.ljust(510) + " Googlebot/2.1")).scan_class is ScanClass.HUMAN
    assert classify(hit(CHROME.ljust(400) + " Googlebot/2.1")).scan_class is ScanClass.BOT


@pytest.mark.parametrize(
    "agent",
    [
        "a" * 1_000_000,
        "\x00\xff\ud800\x1b[31m",
        "(" * 600,
        "bot" * 400,
        "-" * 600,
        "Safari/" * 200,
        "WeChat " * 100,
        "Mozilla/5.0 " * 60 + "CFNetwork/" * 5,
    ],
)
def test_a_hostile_agent_raises_nothing(agent: str) -> None:
    assert classify(hit(agent)).scan_class in ScanClass


@given(
    st.one_of(st.text(max_size=600), st.binary(max_size=600).map(lambda b: b.decode("latin-1"))),
    st.one_of(st.sampled_from(["GET", "HEAD", "POST", "PROPFIND", ""]), st.text(max_size=100)),
    st.text(max_size=200),
    st.text(max_size=200),
)
@settings(max_examples=150, deadline=None)
def test_any_hit_gets_a_class_and_a_short_printable_reason(agent: str, method: str, purpose: str, network: str) -> None:
    found = classify(hit(agent, method, network, purpose=purpose))
    assert (found.scan_class is ScanClass.HUMAN) == (found.reason == "")
    assert len(found.reason) <= 80
    assert found.reason.isprintable()


@given(st.booleans(), st.one_of(st.none(), st.floats()), st.integers(0, 10**9))
def test_any_evidence_gives_a_class_and_a_short_reason(maker: bool, apart: float | None, hits: int) -> None:
    found = refine(HUMAN, Evidence(maker, apart, hits))
    assert (found.scan_class is ScanClass.HUMAN) == (found.reason == "")
    assert len(found.reason) <= 80
