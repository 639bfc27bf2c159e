"""Decide what a hit on a short link was: two tables of rules, the first that speaks wins, each with its reason.

`classify` knows the request alone and speaks at the moment of the hit. `refine` knows what a store knows, and tells the
maker, a machine that hides and somebody who was here just now from one more person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import regex

from postergen.domain.scan import Classification, ScanClass
from postergen.tracking.agents import LONGEST_AGENT, is_nameless, signs

# Raised with every change that can change a class: a log holds it with each hit, and old hits can be classified anew.
RULES_VERSION = "5"

# Hits by one visitor within a minute from which on nobody scans by hand: a phone needs some three seconds for a code.
# It is not less, as pupils with the same tablets behind one address look like one visitor.
BURST = 20
BURST_WINDOW = 60  # seconds
# The same for the key of a network, which everybody there has whose browser objects: a tenth of a full hall that scans
# within a minute.
BURST_OF_NETWORK = 60
# Seconds within which a visitor's second scan of the same code is the first one again: a page reloaded, a code scanned
# once more because the first tap went wrong. Half an hour is what analytics call one visit (Google Analytics, Umami).
DUPLICATE_WINDOW = 30 * 60

# Where a browser says that nobody looks yet. Chromium and Firefox send Sec-Purpose ("prefetch", "prefetch;prerender",
# "prefetch;anonymous-client-ip"), older Chromium Purpose, Safari X-Purpose ("preview"), older Firefox X-Moz.
_PURPOSE_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
READ_HEADERS = ("user-agent", *_PURPOSE_HEADERS)  # what else a request says is no matter
_AHEAD = frozenset({"prefetch", "prerender", "preview"})
_TOKENS = regex.compile(r"[a-z-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a server sees of a request; header names in lower case.

    Of the headers only `READ_HEADERS` are read, and of the user agent up to 512 characters. No address comes here:
    ``listed_network`` is the name of the operator's list of networks that it is in, "" for none.
    """

    method: str
    headers: Mapping[str, str]
    listed_network: str = ""

    @property
    def user_agent(self) -> str:
        """The agent as far as it is looked at."""
        return self.headers.get("user-agent", "")[:LONGEST_AGENT]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a store knows of a hit's visitor. The defaults are those of a visitor whom it does not know."""

    # The visitor made this very poster.
    same_maker: bool = False
    # Seconds since the nearest other human scan of the same code by the same visitor; None: none, or visitor unknown.
    seconds_since_same: float | None = None
    # Hits by this visitor on any code within the `BURST_WINDOW` before; this one is not counted.
    visitor_hits_last_minute: int = 0
    # The visitor is known by their network alone, and may be many people.
    is_of_a_network: bool = False


Known = TypeVar("Known", Hit, Evidence)
# The reason why something is of a class, or "" when the rule says nothing of it.
Rule = Callable[[Known], str]


def _method(hit: Hit) -> str:
    """the method: link checkers and attackers ask with HEAD, OPTIONS or POST, a scanned code is a GET"""
    return "" if hit.method == "GET" else f"method {_short(hit.method) or '?'}"


def _looking_ahead(hit: Hit) -> str:
    """the headers Sec-Purpose, Purpose, X-Purpose and X-Moz: a browser fetches what nobody looks at yet"""
    for name in _PURPOSE_HEADERS:
        for token in _TOKENS.findall(hit.headers.get(name, "")[:100].lower()):
            if token in _AHEAD:
                return f"{name}: {token}"
    return ""


def _preview_fetcher(hit: Hit) -> str:
    """the user agent: chats and networks fetch the picture for the card beside a link"""
    return _reason("preview", signs(hit.user_agent).fetcher)


def _no_agent(hit: Hit) -> str:
    """the user agent: every browser sends one"""
    return "no user agent" if is_nameless(hit.user_agent) else ""


def _listed_network(hit: Hit) -> str:
    """the operator's lists of networks: offices, monitors, data centres"""
    return _reason("network", _short(hit.listed_network))


def _workshop(hit: Hit) -> str:
    """the user agent: developer tools, emulators, phones that do not exist"""
    return _reason("developer tool", signs(hit.user_agent).workshop)


def _crawler(hit: Hit) -> str:
    """the user agent: the list of crawlers, monitors and HTTP libraries, less what people's apps and phones carry"""
    return _reason("crawler", signs(hit.user_agent).crawler)


def _stranger(hit: Hit) -> str:
    """the user agent: browsers begin with Mozilla/, and the few apps that do not are known"""
    return _reason("no browser", signs(hit.user_agent).stranger)


def _address(hit: Hit) -> str:
    """the user agent: programs say where their owners can be reached, browsers have no reason to"""
    return _reason("address", signs(hit.user_agent).address)


def _owner(evidence: Evidence) -> str:
    """the visitor: the maker of this very poster tries it"""
    return "maker of this poster" if evidence.same_maker else ""


def _burst(evidence: Evidence) -> str:
    """the visitor's hits within the last minute, on any code"""
    before = evidence.visitor_hits_last_minute
    most = BURST_OF_NETWORK if evidence.is_of_a_network else BURST
    return f"burst: {before + 1} hits in a minute" if before >= most else ""


def _duplicate(evidence: Evidence) -> str:
    """the time since the visitor's nearest other scan of the same code"""
    apart = evidence.seconds_since_same
    # Clocks of two servers differ: a scan a little before this one comes out negative.
    if apart is None or not abs(apart) <= DUPLICATE_WINDOW:
        return ""
    return f"duplicate: {abs(apart):.0f} s apart"


RULES: tuple[tuple[ScanClass, Rule[Hit]], ...] = (
    (ScanClass.BOT, _method),
    (ScanClass.PREFETCH, _looking_ahead),
    (ScanClass.PREVIEW, _preview_fetcher),
    (ScanClass.BOT, _no_agent),
    (ScanClass.BOT, _listed_network),
    (ScanClass.BOT, _workshop),
    (ScanClass.BOT, _crawler),
    (ScanClass.BOT, _stranger),
    (ScanClass.BOT, _address),
)
REFINEMENTS: tuple[tuple[ScanClass, Rule[Evidence]], ...] = (
    (ScanClass.OWNER, _owner),
    (ScanClass.BOT, _burst),
    (ScanClass.DUPLICATE, _duplicate),
)


def classify(hit: Hit) -> Classification:
    """The class of a hit from its request alone, with the reason; what no rule speaks of is a human. Never raises."""
    return _first(RULES, hit) or Classification(ScanClass.HUMAN, "", RULES_VERSION)


def refine(first: Classification, evidence: Evidence) -> Classification:
    """The class once a store has been asked. Only a human is taken further; every other class stays as it is."""
    if first.scan_class is not ScanClass.HUMAN:
        return first
    return _first(REFINEMENTS, evidence) or first


def describe_rules() -> list[tuple[str, str, str]]:
    """(class, name, what the rule looks at) of every rule, in the order in which they are asked."""
    rows: list[tuple[ScanClass, Callable[..., str]]] = [*RULES, *REFINEMENTS]
    return [
        (scan_class.value, rule.__name__.strip("_").replace("_", " "), rule.__doc__ or "") for scan_class, rule in rows
    ]


def _first(rules: tuple[tuple[ScanClass, Rule[Known]], ...], known: Known) -> Classification | None:
    for scan_class, rule in rules:
        reason = rule(known)
        if reason:
            return Classification(scan_class, reason, RULES_VERSION)
    return None


def _reason(kind: str, found: str) -> str:
    return f"{kind}: {found}" if found else ""


def _short(text: str) -> str:
    """A text from outside as it may stand in a log."""
    return "".join(char for char in text[:40] if char.isprintable()).strip()
