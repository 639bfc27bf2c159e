"""What people of a campaign ask for, step by step, and what has to come back.

Each request is somebody else's. It takes up what earlier ones left: the code of a poster that was made, the click of a
scan; of a server that stands still the last ones are asked for again, so that nobody waits for it.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from postergen import __version__
from postergen.domain.catalogue import MAX_PICKS
from postergen.errors import Finding, InvalidInput
from postergen.simulation.live import Person, people

MARK = "loadtest"  # the channel and the site of every poster that is made
AGENT = f"postergen-loadtest/{__version__}"  # no browser: a server takes its scans for a machine's
LOCALE = "zh-CN"
REMEMBERED = 1_000  # posters and clicks that are taken up again
_JPEG = b"\xff\xd8\xff"
_JSON = "application/json"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_NAMES = "明芳伟娜敏静丽强磊军洋勇艳杰娟涛超霞平刚英玉萍红玲华飞健雪慧建文利清"


class Asked(NamedTuple):
    """A request; ``about`` is what it took up: a code or a click, and the code that the click is of."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    about: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What came back; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Mix(Protocol):
    """Steps, and how often each comes."""

    @property
    def shares(self) -> Mapping[str, float]: ...

    def ask(self, step: str) -> Asked: ...

    def take(self, step: str, asked: Asked, answer: Answer) -> str:
        """What is wrong with the answer, in a word or two; empty where nothing is."""


def some_nickname(draw: random.Random) -> str:
    """A name in Chinese with a number, so that hardly any two are alike."""
    return draw.choice(_SURNAMES) + draw.choice(_NAMES) + draw.choice(_NAMES) + str(draw.randrange(1_000))


def some_brief(options: Sequence[str], look: str, draw: random.Random) -> dict[str, object]:
    """The body of `POST /api/v1/posters`: one to six of these options, and a name."""
    picked = draw.sample(options, draw.randint(1, min(MAX_PICKS, len(options))))
    return {"options": picked, "template": look, "nickname": some_nickname(draw)}


@dataclass
class CampaignMix:
    """People of one campaign. Looks come in turn.

    Args:
        shares: of the steps; none of those that never come.
        key: an API key with the scope `render`, for which there are no rate limits; empty for none.
        as_people: whether scans come with a browser, and so count as people's.
    """

    campaign: str
    options: Sequence[str]
    looks: Sequence[str]
    draw: random.Random
    shares: Mapping[str, float]
    key: str = ""
    as_people: bool = False
    made: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    unseen: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))  # addresses of pictures
    clicks: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))  # with their codes
    visits: int = 0
    briefs: int = 0
    _crowd: Iterator[Person] = field(init=False)

    def __post_init__(self) -> None:
        self._crowd = people(self.draw)

    def ask(self, step: str) -> Asked:
        return STEPS[step].ask(self)

    def take(self, step: str, asked: Asked, answer: Answer) -> str:
        if answer.status != STEPS[step].status:
            return str(answer.status)
        try:
            return "" if STEPS[step].take(self, asked, answer) else WRONG
        except (LookupError, TypeError, ValueError):  # JSON of another shape, or none
            return WRONG

    def headers(self, **more: str) -> dict[str, str]:
        """Those of somebody new. Behind a trusted proxy each has an address of their own (RFC 2544)."""
        who = next(self._crowd)
        own = {"User-Agent": who.agent if self.as_people else AGENT, "X-Forwarded-For": who.address}
        return {**own, "Accept-Language": LOCALE, **more}

    def with_key(self, **more: str) -> dict[str, str]:
        return self.headers(**({"Authorization": f"Bearer {self.key}"} if self.key else {}), **more)

    def brief(self) -> dict[str, object]:
        self.briefs += 1
        look = self.looks[self.briefs % len(self.looks)]
        return some_brief(self.options, look, self.draw) | {"campaign": self.campaign, "locale": LOCALE}


WRONG = "wrong answer"


def _page(mix: CampaignMix) -> Asked:
    """Half of the people come by a scan, the newest that somebody made."""
    mix.visits += 1
    click = f"?click={mix.clicks[-1][0]}" if mix.visits % 2 else ""
    return Asked("GET", f"/c/{mix.campaign}{click}", mix.headers(Accept="text/html"))


def _is_page(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    return answer.headers["content-type"].startswith("text/html")


def _rank(mix: CampaignMix) -> Asked:
    return Asked("POST", "/api/v1/rank", mix.with_key(**{"Content-Type": _JSON}), _as_json(mix.brief()))


def _is_ranking(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    return bool(json.loads(answer.body)["candidates"])


def _preview(mix: CampaignMix) -> Asked:
    brief = mix.brief()
    form = urlencode(
        {"option": brief["options"], "template": brief["template"], "nickname": brief["nickname"]}, doseq=True
    )
    headers = mix.with_key(**{"Content-Type": "application/x-www-form-urlencoded"})
    return Asked("POST", f"/c/{mix.campaign}/preview", headers, form.encode())


def _is_picture(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    return answer.headers["content-type"].startswith("image/") and bool(answer.body)


def _poster(mix: CampaignMix) -> Asked:
    return _making(mix, {})


def _making(mix: CampaignMix, more: dict[str, object], about: tuple[str, ...] = ()) -> Asked:
    body = mix.brief() | {"channel": MARK, "site": MARK} | more
    return Asked("POST", "/api/v1/posters", mix.with_key(**{"Content-Type": _JSON}), _as_json(body), about)


def _is_made(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    made: Any = json.loads(answer.body)
    mix.made.append(made["code"])
    address = urlsplit(made["image_url"])  # where the server is called otherwise than by its public address, too
    mix.unseen.append(f"{address.path}?{address.query}" if address.query else address.path)
    return True


def _picture(mix: CampaignMix) -> Asked:
    """The newest picture that nobody has fetched; in its place, the last of those that somebody has."""
    path = mix.unseen.popleft() if len(mix.unseen) > 1 else mix.unseen[0]
    return Asked("GET", path, mix.with_key(Accept="image/*"))


def _is_jpeg(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    return answer.body.startswith(_JPEG)


def _scan(mix: CampaignMix) -> Asked:
    code = mix.draw.choice(mix.made)
    return Asked("GET", f"/s/{code}", mix.headers(), about=(code,))


def _leads_on(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    (click,) = parse_qs(urlsplit(answer.headers["location"]).query)["click"]
    mix.clicks.append((click, asked.about[0]))
    return True


def _child(mix: CampaignMix) -> Asked:
    click, code = mix.clicks.popleft() if len(mix.clicks) > 1 else mix.clicks[0]
    return _making(mix, {"scan": click}, (click, code))


def _is_child(mix: CampaignMix, asked: Asked, answer: Answer) -> bool:
    return _is_made(mix, asked, answer) and json.loads(answer.body)["lineage"]["parent"] == asked.about[1]


def _as_json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Step:
    """How often it comes, what is asked, and what has to come back: a status, and what the answer holds."""

    share: float
    ask: Callable[[CampaignMix], Asked]
    status: int
    take: Callable[[CampaignMix, Asked, Answer], bool]


# Of ten requests. As many pictures are fetched as posters are made, and as many codes are scanned.
STEPS: Mapping[str, Step] = {
    "page": Step(2, _page, 200, _is_page),
    "rank": Step(1, _rank, 200, _is_ranking),
    "preview": Step(1, _preview, 200, _is_picture),
    "poster": Step(1, _poster, 201, _is_made),
    "picture": Step(2, _picture, 200, _is_jpeg),
    "scan": Step(2, _scan, 302, _leads_on),
    "child": Step(1, _child, 201, _is_child),
}


def shares_of(others: Mapping[str, float]) -> dict[str, float]:
    """The shares of the steps, some of them otherwise; steps without a share never come.

    Raises:
        InvalidInput: no such step, a negative share, or nothing is left.
    """
    findings = [
        Finding("--share", f"there is no step {name!r}", f"there are {', '.join(STEPS)}")
        for name in others
        if name not in STEPS
    ]
    findings += [
        Finding("--share", f"{name}={share:g} is negative", "give 0 or more")
        for name, share in others.items()
        if share < 0
    ]
    shares = {name: others.get(name, step.share) for name, step in STEPS.items()}
    if not findings and not sum(shares.values()):
        findings.append(Finding("--share", "no step has a share", "leave one above 0"))
    if findings:
        raise InvalidInput(findings)
    return {name: share for name, share in shares.items() if share}
