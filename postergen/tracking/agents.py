"""Decide from a user agent whether a preview fetcher, a developer's tool or a crawler asks, or else a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from postergen.tracking.crawler_list import first_listed

# Longer agents are read to here only: the time a rule takes is bounded, and no app puts its name later.
LONGEST_AGENT = 512

# What people's apps and phones carry that a general list takes for a machine. These words are taken out before a list
# is asked, and nothing else is: an agent that also names a crawler stays a crawler. MicroMessenger once came onto the
# lists of CrowdSec and CrawlerDetect (crowdsecurity/sec-lists#44, JayBizzle/Crawler-Detect#358), so the apps that no
# list names today are here as well.
PEOPLE: tuple[str, ...] = (
    r"\b(?:MicroMessenger|WeChat|wxwork|AlipayClient|MQQBrowser|QQBrowser|QQ|NewsArticle|UCBrowser|Quark|HuaweiBrowser"
    r"|MiuiBrowser|VivoBrowser|HeyTapBrowser|BiliApp|Futureve|MeituanGroup|GoogleApp|GSA)/",
    r"\b(?:Windows|Mac)Wechat\b",
    r"\bAliApp\([\w-]+/",
    r"\bcom\.laiwang\.DingTalk/",
    r"\bWeibo (?=\()|__weibo__",
    r"\baweme[_.\d]",
    r"\bbaidu(?:box(?:app|lite|pad)?|browser)/|\(Baidu; P\d [\d.]+\)",
    r"\bSogou(?:MSE|MobileBrowser|Search|Explorer|Input)\b",
    # Meta's in-app browser, listed among its fetchers.
    r"\bMetaIAB \w+",
    # A control that programs of Windows show pages with.
    r"\bEmbedded Web Browser from: http://bsalsa\.com/",
    # Apps whose fetchers have the app's own name: in their in-app browsers it follows a whole browser's agent.
    r"(?<=\b(?:Safari|Mobile)/[\w.]+ )(?:Viber|Tumblr|Goodreads|Bluesky|Hatena\w*|Notion|Blackboard)\b",
)

# Where an agent says which device it is on: these words are taken out, too, but make a browser of nobody. Makers call
# phones XBot Junior, C Bot Tab and Fever Plus. What has a slash is no device: crawlers say their version behind one.
DEVICES: tuple[str, ...] = (
    r"(?<=\bAndroid [\d.]{1,8}; (?:[a-z]{2}(?:[-_][a-z]{2})?; )?)[^;()/]{1,48}?(?= Build/| ?\)|;)",
    r"\bCUBOT",
    # The list names AP3A.240617.008, the build of every OPPO, OnePlus, realme and Xiaomi on Android 15.
    r"\bBuild/[A-Z]{2}[A-Z0-9]{2}\.\d{6}\.\d{3}",
)

# Fetchers that make the picture shown beside a link in a chat or a post. No reliable source tells how those of WeChat,
# Weibo, Alipay and Feishu sign, if they do; the app's name beside a machine's word is enough.
FETCHERS: tuple[str, ...] = (
    r"(?:facebookexternalhit/1\.1; ?)?(?:kakaotalk-scrap|line-poker)|Linespider",
    r"facebookexternalhit|Facebot|meta-externalfetcher",
    r"TelegramBot",
    r"Twitterbot",
    r"^WhatsApp/",
    r"Slackbot|Slack-ImgProxy",
    r"Discordbot",
    r"LinkedInBot",
    r"Pinterestbot|^Pinterest/[\d.]+ \(\+",
    r"redditbot",
    r"SkypeUriPreview|MicrosoftPreview",
    r"DingTalkBot",
    r"QQ-URL-Manager",
    r"vkShare|OdklBot",
    r"^Viber\b",
    r"Mastodon/|SummalyBot|Bluesky Cardyb|BlueskyPreviewBot",
    r"Snap URL Preview|SnapURLPreview",
    r"Iframely|Embedly|Synapse \(bot",
    r"(?:WeChat|Weixin|WeCom|QQ|Weibo|DingTalk|Feishu|Lark|Alipay|Douyin|Xiaohongshu|Zalo)[ \w-]{0,16}"
    r"(?:bot|crawler|spider|preview|unfurl|fetch)",
)

# Tools that show a page as an app or a phone would, to somebody who builds pages: never a scan of a poster.
WORKSHOPS: tuple[str, ...] = (
    r"wechatdevtools\b",  # Tencent's own fetcher among them, "wechatdevtools qcloudcdn-xinan"
    r"AlipayIDE|bytedanceide/",
    # Versions and devices that were never sold: emulators, and fetchers that invent a phone.
    r"\b(?:Android|iPhone OS|CPU OS) 0\b",
    r"sdk_gphone\w*|Android SDK built for|\bgoogle_sdk\b",
)

# Machines that the list does not name.
MACHINES: tuple[str, ...] = (
    r"^(?:Java|Dart|PostmanRuntime|insomnia|Ruby|http\.rb|Faraday|RestSharp|GuzzleHttp|libcurl|PycURL|reqwest|ureq|undici"
    r"|node|Deno|Bun|PHP|Python|python-urllib3|fasthttp|HTTPie|xh|WinHTTP|LWP::\w+|perl|lua-resty-http|hackney|rest-client"
    r"|Typhoeus|Jakarta Commons-HttpClient|Apache-HttpAsyncClient|Symfony|WordPress|k6|vegeta|hey|wrk|ApacheBench)"
    r"\b(?=[/ (]|$)",
    # What an app's own code sends when it fetches a link instead of opening it.
    r"^Dalvik/|(?<!^Mozilla/.*)\b(?:CFNetwork|Alamofire)/",
    r"[\w-]{0,24}(?:bot|spider|crawler|scraper)\b",
    r"\bheadless\w*|\bPhantomJS|\bSlimerJS",
    r"^Mozilla/\d\.\d$|^Mozilla/\d\.\d \(compatible;?\)$",
    # Browsers say more than a name, and nothing beside "like Gecko".
    r"^Mozilla/\d\.\d [a-z][\w-]*(?:/[\w.-]+)?$",
    r"\(KHTML, like Gecko; ?[\w -]{2,40}",
    # To be compatible with browsers is what programs say; two browsers of old said it, too.
    r"^Mozilla/5(?!.*(?:MSIE|Konqueror|Trident)).*\bcompatible; ?[\w .-]{2,40}",
)

# What is a browser although it does not begin with the word that all others begin with.
BROWSERS: tuple[str, ...] = (
    r"^Opera/",
    r"^(?:J?UC|UCWEB)[\d.]*[/ ]",  # "UCWEB7.0.2.37/28/999", "JUC (Linux; U; 2.3.5; zh-cn)"
    r"^jdapp;",
    r"^DoCoMo/",
    # Phones of some makers put their own name first.
    r"\b(?:Mobile Safari\b|Browser/AppleWebKit|UCBrowser\b)",
    r"^(?:Nokia|SAMSUNG|BlackBerry|SonyEricsson)[\w-]*/",
    # So do those from before phones had whole browsers: the Java and the WAP that they know, their maker's system, the
    # browsers made for them alone, and the networks that put their own name before all.
    r"\b(?:MIDP|CLDC)-?[12]\.\d|\bMMP/\d|\bWAP-?[12]\.\d|\bWAP[ _-]?Browser",
    r"\bMRE[/\\]\d|_MAUI\b|\bMAUI[-_ ]",
    r"\b(?:UP\.Browser|UP|AU\.Browser|\w*NetFront|Teleca|Obigo\w*|iBrowser|OneBrowser|\w*UCWEB)/",
    r"^(?:SoftBank|Vodafone|J-PHONE|KDDI)[/-]|\bObigo-Browser/|\bScreen-\d{3}x\d{3}",
    # Apps that put their own name first, and a whole browser after it.
    r"\bMozilla/\d\.\d \(",
)

# Where a program says who runs it. Numbers behind an @ are a version ("Ecosia android@120.0.6099.43"), no mail.
ADDRESSES: tuple[str, ...] = (
    r"https?://[^\s;)]*",
    r"\bwww\.[\w-]+\.[\w.-]+",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b",
)

# What stands where a program had no name to give.
_NAMELESS = frozenset({"", "-", "null", "(null)", "nil", "none", "undefined", "unknown", "user-agent"})


@dataclass(frozen=True, slots=True)
class Signs:
    """What an agent says of itself; each text is the name found, "" for none. All empty: a person's browser."""

    fetcher: str
    workshop: str
    crawler: str
    stranger: str  # what it begins with, when that is no browser's
    address: str  # of those who run it


def is_nameless(agent: str) -> bool:
    """Whether an agent is empty, or a word for empty. Every browser sends one."""
    return agent.strip().lower() in _NAMELESS


@lru_cache(maxsize=4096)
def signs(agent: str) -> Signs:
    """What an agent of at most `LONGEST_AGENT` characters says. Any text is taken; nothing is raised.

    Kept for the last agents, as one look takes half a millisecond.
    """
    program = _devices().sub(" ", agent)
    rest = _people().sub(" ", program)
    matched, previews = first_listed(rest)
    listed = _name(matched) if matched else ""
    return Signs(
        fetcher=_found(_fetchers(), program) or (listed if previews else ""),
        workshop=_found(_workshops(), agent),
        crawler=listed or _found(_machines(), rest),
        stranger="" if _is_browser(agent) else _name(agent.partition(" ")[0]),
        address=_found(_addresses(), rest),
    )


def _is_browser(agent: str) -> bool:
    return agent.startswith("Mozilla/") or bool(_browsers().search(agent) or _people().search(agent))


def _found(pattern: regex.Pattern[str], agent: str) -> str:
    match = pattern.search(agent)
    return _name(match.group()) if match else ""


def _name(matched: str) -> str:
    """A matched piece as a name for a log: printable, short, never empty."""
    printable = "".join(char for char in matched if char.isprintable())
    return printable.strip(" /;()[]+")[:40].strip() or "?"


def _joined(patterns: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{pattern})" for pattern in patterns), regex.I)


@cache
def _people() -> regex.Pattern[str]:
    return _joined(PEOPLE)


@cache
def _devices() -> regex.Pattern[str]:
    return _joined(DEVICES)


@cache
def _fetchers() -> regex.Pattern[str]:
    return _joined(FETCHERS)


@cache
def _workshops() -> regex.Pattern[str]:
    return _joined(WORKSHOPS)


@cache
def _machines() -> regex.Pattern[str]:
    return _joined(MACHINES)


@cache
def _browsers() -> regex.Pattern[str]:
    return _joined(BROWSERS)


@cache
def _addresses() -> regex.Pattern[str]:
    return _joined(ADDRESSES)
