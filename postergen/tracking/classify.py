"""Decide what a hit on a short link was: a table of rules, the first that speaks wins, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex
from crawleruseragents import is_crawler

from postergen.domain.scan import Classification, ScanClass

RULES_VERSION = "1"

# People inside apps whose names, or whose phones' names, look like crawlers to general lists.
_APPS = regex.compile(
    r"MicroMessenger/|AlipayClient/|\bQQ/|\bWeibo|baiduboxapp/|NewsArticle/|SogouMobileBrowser/|SogouMSE|UCBrowser/|"
    r"HuaweiBrowser/|MiuiBrowser/|DingTalk/|aweme|CUBOT|GoogleApp/",
    regex.I,
)
# Fetchers that make the picture shown beside a link in a chat; most do not run scripts.
_PREVIEWS = regex.compile(
    r"facebookexternalhit|Twitterbot|WhatsApp/|TelegramBot|Slackbot|Discordbot|LinkedInBot|(?<!\[)Pinterest|SkypeUriPreview|"
    r"DingTalkBot|redditbot|Applebot|vkShare|Iframely|WeChat.{0,8}(?:bot|spider|preview)|Weixin.{0,8}spider",
    regex.I,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a server sees of a request; header names in lower case."""

    method: str
    headers: Mapping[str, str]

    @property
    def user_agent(self) -> str:
        return self.headers.get("user-agent", "")


def _prefetch(hit: Hit) -> str:
    for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"):
        value = hit.headers.get(name, "").lower()
        if value.startswith(("prefetch", "preview")):
            return f"{name}: {value[:40]}"
    return ""


def _preview(hit: Hit) -> str:
    found = _PREVIEWS.search(hit.user_agent)
    return f"user agent: {found.group()[:40]}" if found else ""


def _probe(hit: Hit) -> str:
    return f"method {hit.method}" if hit.method not in ("GET", "POST") else ""


def _empty_agent(hit: Hit) -> str:
    return "" if hit.user_agent.strip() else "no user agent"


def _crawler(hit: Hit) -> str:
    return "user agent on the crawler list" if _is_crawler(hit.user_agent[:512]) else ""


@lru_cache(maxsize=4096)
def _is_crawler(user_agent: str) -> bool:
    return not _APPS.search(user_agent) and bool(is_crawler(user_agent))


RULES: tuple[tuple[ScanClass, Callable[[Hit], str]], ...] = (
    (ScanClass.PREFETCH, _prefetch),
    (ScanClass.PREVIEW, _preview),
    (ScanClass.BOT, _probe),
    (ScanClass.BOT, _empty_agent),
    (ScanClass.BOT, _crawler),
)


def classify(hit: Hit) -> Classification:
    """The class of a hit, with the reason; what no rule speaks of is a human."""
    for scan_class, rule in RULES:
        reason = rule(hit)
        if reason:
            return Classification(scan_class, reason, RULES_VERSION)
    return Classification(ScanClass.HUMAN, "", RULES_VERSION)
