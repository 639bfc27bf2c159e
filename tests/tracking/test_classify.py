"""People scan with strange apps and stay people; machines say what they are and are counted apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.scan import ScanClass
from postergen.tracking.classify import RULES_VERSION, Hit, classify

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = f"Mozilla/5.0 (Linux; Android 10; ELS-AN00 Build/HUAWEIELS-AN00; wv) {WEBKIT} Version/4.0"

PEOPLE = {
    "WeChat on Android": f"Mozilla/5.0 (Linux; Android 12; M2012K11AC Build/SKQ1.211006.001; wv) {WEBKIT} Version/4.0 "
    "Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5075 MMWEBSDK/20230405 MMWEBID/2585 "
    "MicroMessenger/8.0.35.2360(0x2800235D) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64",
    "WeChat on iOS": f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.34(0x1800222f) NetType/WIFI Language/zh_CN",
    "WeChat on Windows": f"Mozilla/5.0 (Windows NT 10.0; WOW64) {WEBKIT} Chrome/81.0.4044.138 Safari/537.36 "
    "NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63010200)",
    "Alipay": f"Mozilla/5.0 (Linux; U; Android 9; zh-CN; MI 8 Build/PKQ1.180729.001) {WEBKIT} Version/4.0 "
    "Chrome/69.0.3497.100 UWS/3.22.1.113 Mobile Safari/537.36 UCBS/3.22.1.113_200827173533 "
    "AlipayDefined(nt:WIFI,ws:393|0|2.75) AliApp(AP/10.2.6.7010) AlipayClient/10.2.6.7010 Language/zh-Hans",
    "QQ": f"{ANDROID} Chrome/77.0.3865.120 MQQBrowser/6.2 TBS/045426 Mobile Safari/537.36 "
    "V1_AND_SQ_8.5.0_1596_YYB_D QQ/8.5.0.5025 NetType/WIFI WebP/0.3.0 Pixel/1080",
    "Weibo": f"{IPHONE} Mobile/15E148 Weibo (iPhone10,3__weibo__11.3.3__iphone__os14.4)",
    "Baidu's app": f"{ANDROID} Chrome/76.0.3809.89 Mobile Safari/537.36 T7/12.10 SP-engine/2.28.0 "
    "baiduboxapp/12.10.0.10 (Baidu; P1 11) NABar/1.0",
    "Toutiao": f"{ANDROID} Chrome/75.0.3770.156 Mobile Safari/537.36 JsSdk/2 NewsArticle/8.2.2 NetType/wifi",
    "Douyin": f"{ANDROID} Chrome/75.0.3770.156 Mobile Safari/537.36 aweme.1128/150501 ByteLocale/zh-CN",
    "Sogou": f"{ANDROID} Chrome/87.0.4280.141 Mobile Safari/537.36 SogouMSE,SogouMobileBrowser/5.27.8",
    "UC Browser": f"{ANDROID} Chrome/78.0.3904.108 UCBrowser/13.2.8.1108 Mobile Safari/537.36",
    "Huawei Browser": "Mozilla/5.0 (Linux; Android 10; HarmonyOS; NOH-AN00; HMSCore 6.1.0.313) "
    f"{WEBKIT} Chrome/88.0.4324.93 HuaweiBrowser/11.1.5.320 Mobile Safari/537.36",
    "Xiaomi's browser": f"{ANDROID} Chrome/89.0.4389.116 Mobile Safari/537.36 XiaoMi/MiuiBrowser/15.4.12",
    "DingTalk": f"{IPHONE} Mobile/15E148 AliApp(DingTalk/6.0.0) com.laiwang.DingTalk/16072583 Channel/201200",
    "Taobao": f"{IPHONE} Mobile/15E148 AliApp(TB/9.22.0) WindVane/8.7.2 1125x2436 WK",
    "Quark": f"{ANDROID} Chrome/78.0.3904.108 Quark/5.8.2.221 Mobile Safari/537.36",
    "a CUBOT phone": f"Mozilla/5.0 (Linux; Android 9; CUBOT_P30) {WEBKIT} Chrome/96.0.4664.104 Mobile Safari/537.36",
    "another CUBOT phone": f"Mozilla/5.0 (Linux; Android 10; CUBOT KINGKONG 5) {WEBKIT} Chrome/96.0 Mobile Safari/537.36",
    "Google's app on iOS": f"{IPHONE} GSA/239.0.483405064 Mobile/15E148 Safari/604.1",
    "Google's app on Android": f"{ANDROID} Chrome/94.0.4606.71 Mobile Safari/537.36 GoogleApp/12.41.16.23.arm64",
    "Pinterest's app on iOS": f"{IPHONE} Mobile/15E148 [Pinterest/iOS]",
    "Pinterest's app on Android": f"{ANDROID} Chrome/97.0.4692.98 Mobile Safari/537.36 [Pinterest/Android]",
    "Facebook's app": f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBDV/iPhone12,1;FBMD/iPhone]",
    "LinkedIn's app": f"{IPHONE} Mobile/15E148 [LinkedInApp]/9.25.3847",
    "Safari": f"{IPHONE} Version/16.3 Mobile/15E148 Safari/604.1",
    "Chrome": f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
    "Firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
}

PREVIEWS = {
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitter": "Twitterbot/1.0",
    "WhatsApp": "WhatsApp/2.23.20.0 A",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Pinterest": "Pinterest/0.2 (+https://www.pinterest.com/bot.html)",
    "Pinterest's newer one": "Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)",
    "iMessage": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
    "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
}

BOTS = {
    "Googlebot": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot as a phone": "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/125.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Bing": f"Mozilla/5.0 {WEBKIT[:-1]}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/103.0 Safari/537",
    "Baidu's spider": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Bytespider": f"Mozilla/5.0 (Linux; Android 5.0) {WEBKIT} Mobile Safari/537.36 (compatible; Bytespider; "
    "spider-feedback@bytedance.com)",
    "Sogou's spider": "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
    "curl": "curl/8.5.0",
    "wget": "Wget/1.21.2",
    "requests": "python-requests/2.31.0",
    "Go": "Go-http-client/1.1",
    "okhttp": "okhttp/4.9.0",
    "headless Chrome": f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/120.0.0.0 Safari/537.36",
}


def class_of(user_agent: str, method: str = "GET", **headers: str) -> ScanClass:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return classify(Hit(method, {"user-agent": user_agent} | named)).scan_class


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_stays_a_person(name: str) -> None:
    found = classify(Hit("GET", {"user-agent": PEOPLE[name]}))
    assert (found.scan_class, found.reason) == (ScanClass.HUMAN, "")


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_fetcher_is_no_scan(name: str) -> None:
    assert class_of(PREVIEWS[name]) is ScanClass.PREVIEW


@pytest.mark.parametrize("name", BOTS)
def test_a_bot_is_no_scan(name: str) -> None:
    assert class_of(BOTS[name]) is ScanClass.BOT


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
        ("purpose", "Prefetch"),
    ],
)
def test_a_browser_that_only_looks_ahead_is_a_prefetch(header: str, value: str) -> None:
    found = classify(Hit("GET", {"user-agent": PEOPLE["Chrome"], header: value}))
    assert found.scan_class is ScanClass.PREFETCH
    assert header in found.reason


def test_head_and_options_come_from_link_checkers() -> None:
    assert class_of(PEOPLE["Chrome"], "HEAD") is ScanClass.BOT
    assert class_of(PEOPLE["Chrome"], "OPTIONS") is ScanClass.BOT


@pytest.mark.parametrize("headers", [{}, {"user-agent": ""}, {"user-agent": "  "}])
def test_no_user_agent_is_a_bot(headers: dict[str, str]) -> None:
    found = classify(Hit("GET", headers))
    assert (found.scan_class, found.reason) == (ScanClass.BOT, "no user agent")


def test_a_preview_fetcher_that_asks_with_head_is_still_a_preview() -> None:
    assert class_of(PREVIEWS["WhatsApp"], "HEAD") is ScanClass.PREVIEW


def test_whatever_is_not_human_says_why_and_by_which_rules() -> None:
    for user_agent in [*PREVIEWS.values(), *BOTS.values(), ""]:
        found = classify(Hit("GET", {"user-agent": user_agent}))
        assert found.reason
        assert found.rules == RULES_VERSION


@given(st.text(max_size=600), st.sampled_from(["GET", "HEAD", "POST", "PROPFIND", ""]), st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_hit_gets_a_class_and_a_short_reason(user_agent: str, method: str, purpose: str) -> None:
    found = classify(Hit(method, {"user-agent": user_agent, "purpose": purpose}))
    assert found.scan_class in ScanClass
    assert len(found.reason) <= 80
