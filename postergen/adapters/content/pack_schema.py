"""The shapes of a campaign pack's files, and the limits of its texts."""

from __future__ import annotations

import string
from typing import Annotated, ClassVar, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from postergen.adapters.content.file_shapes import FileModel, LocalizedText, Text
from postergen.domain.addresses import web_address
from postergen.domain.catalogue import Frequency, Need
from postergen.domain.codes import ALPHABET
from postergen.domain.lengths import TEXT_LIMITS, too_long
from postergen.domain.line_marks import checked_breaks
from postergen.domain.offer import OfferKind
from postergen.domain.policies import Kind, Reward, Terms
from postergen.domain.stickers import too_wide
from postergen.domain.variant import Author, Hook, Tone, checked_source

SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(pattern=SLUG)]
VARIANT_ID = r"^[a-z0-9][a-z0-9.-]{1,79}$"
VariantId = Annotated[str, Field(pattern=VARIANT_ID)]
NICKNAME = "{{ nickname }}"  # where a naming has the person's own
MAX_ALIASES, MAX_NONE = 100, 1500  # of an option, and of what no option answers; in a locale
PlaceId = Annotated[str, Field(pattern=r"^[a-z-]+/[a-z-]+$")]


class LimitedText(LocalizedText):
    """A text in every locale, no longer than its kind may be."""

    kind: ClassVar[str]

    @field_validator("zh_CN", "en")
    @classmethod
    def _short_enough(cls, text: str, info: ValidationInfo) -> str:
        return _within_limit(text, cls.kind, str(info.field_name).replace("_", "-"))


class OptionText(LimitedText):
    kind = "option"


class Keywords(FileModel):
    zh_CN: Annotated[tuple[Text, ...], Field(alias="zh-CN")] = ()
    en: tuple[Text, ...] = ()


class Sayings(FileModel):
    """How people say something, by locale: short, and each once."""

    zh_CN: Annotated[tuple[Text, ...], Field(alias="zh-CN")] = ()
    en: tuple[Text, ...] = ()

    @field_validator("zh_CN", "en")
    @classmethod
    def _short_and_once(cls, texts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        seen: set[str] = set()
        for text in texts:
            _within_limit(text, "alias", str(info.field_name).replace("_", "-"))
            if text.casefold() in seen:
                raise PydanticCustomError("said_twice", "says '{text}' twice", {"text": text})
            seen.add(text.casefold())
        return texts


class Aliases(Sayings):
    zh_CN: Annotated[tuple[Text, ...], Field(alias="zh-CN", max_length=MAX_ALIASES)] = ()
    en: Annotated[tuple[Text, ...], Field(max_length=MAX_ALIASES)] = ()


class NoneOfTheseFile(Sayings):
    zh_CN: Annotated[tuple[Text, ...], Field(alias="zh-CN", max_length=MAX_NONE)] = ()
    en: Annotated[tuple[Text, ...], Field(max_length=MAX_NONE)] = ()


class OptionFile(FileModel):
    id: Slug
    theme: Slug
    text: OptionText
    pictogram: Text
    keywords: Keywords
    place: PlaceId | None = None
    need: Need
    frequency: Frequency
    aliases: Aliases = Aliases()
    seasons: tuple[Literal["spring", "summer", "autumn", "winter"], ...] = ()
    occasions: tuple[Slug, ...] = ()
    retired: bool = False


class FitsFile(FileModel):
    options: tuple[Slug, ...] = ()
    themes: tuple[Slug, ...] = ()
    occasions: tuple[Slug, ...] = ()
    places: tuple[PlaceId, ...] = ()
    wishes: tuple[Literal["any"], ...] = ()


class VariantFile(FileModel):
    id: VariantId
    locale: Literal["zh-CN", "en"]
    hook: Hook
    tone: Tone
    fits: FitsFile
    headline: Text
    body: Text
    call_to_action: Text
    gloss: str = ""
    author: Author = Author.PERSON
    source: Annotated[str, AfterValidator(checked_source)] = ""
    breaks: str = ""

    @field_validator("headline", "body", "call_to_action")
    @classmethod
    def _short_enough(cls, text: str, info: ValidationInfo) -> str:
        return _within_limit(text, str(info.field_name), info.data.get("locale", "en"))

    @field_validator("breaks")
    @classmethod
    def _marks_the_texts(cls, breaks: str, info: ValidationInfo) -> str:
        texts = [info.data[name] for name in ("headline", "body", "call_to_action") if name in info.data]
        return checked_breaks(breaks, texts) if len(texts) == 3 else breaks  # a wrong text is told by itself


class EditorialFile(FileModel):
    """What was published over the pack: variants that replace or join its own, and ids of those that rest."""

    variants: tuple[VariantFile, ...] = ()
    withdrawn: tuple[VariantId, ...] = ()


class OfferTitle(LimitedText):
    kind = "offer_title"


class OfferText(LimitedText):
    kind = "offer_text"


class OfferUrl(LocalizedText):
    @field_validator("zh_CN", "en")
    @classmethod
    def _leads_somewhere(cls, url: str) -> str:
        parts = urlsplit(url)
        if not (url.isascii() and ((parts.scheme in ("http", "https") and parts.hostname) or url.startswith("/"))):
            said = "should look like https://shop.example.com/path, or /path on this server"
            raise PydanticCustomError("not_an_address", said)
        return url


class OfferFile(FileModel):
    id: Slug
    kind: OfferKind
    fits: FitsFile
    need: Need
    frequency: Frequency
    title: OfferTitle
    text: OfferText
    gloss: str = ""
    url: OfferUrl
    retired: bool = False


class AnswersFile(FileModel):
    """What a line is a good reply to."""

    moods: tuple[Slug, ...] = ()
    lines: tuple[Slug, ...] = ()


class StickerFile(FileModel):
    id: Slug
    locale: Literal["zh-CN", "en"]
    text: Text
    meaning: Text
    emoji: Text
    figure: Slug
    movement: Slug
    tone: Tone
    fits: FitsFile
    mood: Slug | None = None
    answers: AnswersFile = AnswersFile()

    @field_validator("text", "meaning")
    @classmethod
    def _short_enough(cls, text: str, info: ValidationInfo) -> str:
        problem = too_wide(text, "line" if info.field_name == "text" else "meaning")
        if problem:
            raise PydanticCustomError("too_long", "{problem}", {"problem": problem})
        return text

    @field_validator("text", "meaning", "emoji")
    @classmethod
    def _is_one_line(cls, text: str) -> str:
        if text != text.strip() or not text.replace("\ufe0f", "").replace("\u200d", "").isprintable():
            raise PydanticCustomError("not_a_line", "should be one line without blanks around it")
        return text


class StickersFile(FileModel):
    name: LocalizedText
    about: LocalizedText
    banner: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    stickers: Annotated[tuple[StickerFile, ...], Field(min_length=1)]


class ThemeFile(FileModel):
    id: Slug
    name: LocalizedText
    question: LocalizedText
    pictogram: Text
    retired: bool = False


class CityFile(FileModel):
    id: Slug
    name: LocalizedText


class ProvinceFile(FileModel):
    id: Slug
    name: LocalizedText
    cities: Annotated[tuple[CityFile, ...], Field(min_length=1)]


class PlacesFile(FileModel):
    provinces: tuple[ProvinceFile, ...]


Month = Annotated[int, Field(ge=1, le=12)]
Day = Annotated[int, Field(ge=1, le=31)]


class DatesFile(FileModel):
    """`dates: {first: [6, 1], last: [6, 1]}`: month and day, every year."""

    first: tuple[Month, Day]
    last: tuple[Month, Day]


class LunarFile(FileModel):
    """`lunar: {month: 8, day: 15, before: 3}`; the 30th does not exist in every month: count back from the 1st."""

    month: Month
    day: Annotated[int, Field(ge=1, le=29)]
    before: Annotated[int, Field(ge=0, le=60)] = 0
    after: Annotated[int, Field(ge=0, le=60)] = 0


class OccasionFile(FileModel):
    """An occasion; without a rule it is one only when asked for by its name."""

    id: Slug
    name: LocalizedText
    note: str = ""
    dates: DatesFile | None = None
    lunar: LunarFile | None = None
    by: Literal["birthday", "asked"] | None = None
    naming: LocalizedText | None = None
    called: LocalizedText | None = None
    template: Slug | None = None
    retired: bool = False

    @model_validator(mode="after")
    def _one_rule(self) -> OccasionFile:
        if sum(rule is not None for rule in (self.dates, self.lunar, self.by)) > 1:
            raise PydanticCustomError("many_rules", "has more than one rule: keep dates, lunar or by")
        return self

    @field_validator("naming", "called")
    @classmethod
    def _names_the_person(cls, naming: LocalizedText | None) -> LocalizedText | None:
        if naming and not all(NICKNAME in text for text in (naming.zh_CN, naming.en)):
            raise PydanticCustomError("no_nickname", "should contain {said} in every language", {"said": NICKNAME})
        return naming


Channel = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$", max_length=32)]


def _landing_url(text: str) -> str:
    return web_address(text) if text and not text.startswith("/") else quote(text, safe=string.printable)


LandingUrl = Annotated[str, Field(pattern=r"^(https?://[^\s]+|/[^\s]*)?$"), AfterValidator(_landing_url)]
# a parameter of the landing page's own, such as the click id, cannot be set from outside
Parameter = Annotated[str, Field(pattern=r"^utm_[a-z0-9_]{1,28}$")]


_USUAL = Terms()


class LearningFile(FileModel):
    """What `domain.policies.Terms` says of each; what is left out is as there."""

    kind: Kind = _USUAL.kind
    reward: Reward = _USUAL.reward
    holdout: Annotated[float, Field(ge=0, le=0.5)] = _USUAL.holdout
    floor: Annotated[float, Field(ge=0, le=0.05)] = _USUAL.floor
    sharpness: Annotated[int, Field(ge=1, le=4)] = _USUAL.sharpness
    most: Annotated[int, Field(ge=2, le=40)] = _USUAL.most
    window_hours: Annotated[int, Field(ge=1, le=720)] = _USUAL.window_hours
    discount: Annotated[float, Field(ge=0.5, le=1)] = _USUAL.discount
    needs_key: bool = _USUAL.needs_key
    counts_flagged: bool = _USUAL.counts_flagged
    least_posters: Annotated[int, Field(ge=1)] = _USUAL.least_posters
    least_rewards: Annotated[int, Field(ge=1)] = _USUAL.least_rewards
    every_hours: Annotated[int, Field(ge=1, le=168)] = _USUAL.every_hours

    def value(self) -> Terms:
        return Terms(**self.model_dump())


class CampaignFile(FileModel):
    id: Slug
    title: LocalizedText
    invitation: LocalizedText
    voice: LocalizedText | None = None
    code_prefix: Annotated[str, Field(min_length=2, max_length=2)]
    landing_url: LandingUrl = ""
    landing_urls: Annotated[dict[Channel, Annotated[LandingUrl, Field(min_length=1)]], Field(default_factory=dict)]
    utm: tuple[Parameter, ...] = ()
    origins: tuple[str, ...] = ()
    search_phrase: LocalizedText | None = None
    timezone: str = "Asia/Shanghai"
    templates: Annotated[tuple[Slug, ...], Field(min_length=1)]
    learning: LearningFile = LearningFile()

    @field_validator("code_prefix")
    @classmethod
    def _readable(cls, prefix: str) -> str:
        wrong = sorted(set(prefix) - set(ALPHABET))
        if wrong:
            raise ValueError(f"{' '.join(wrong)} cannot stand in a code; use {ALPHABET}")
        return prefix

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [origin for origin in origins if not _is_origin(origin)]
        if wrong:
            said = "'{origin}' is not an origin: scheme, host and port, such as https://shop.example.com"
            raise PydanticCustomError("not_an_origin", said, {"origin": wrong[0]})
        return origins

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
            said = "is not a time zone of the IANA database, such as Asia/Shanghai"
            raise PydanticCustomError("no_time_zone", said) from exc
        return name


def _is_origin(text: str) -> bool:
    """As a browser writes one (RFC 6454, 6.2): lower case, no path, no slash at the end, no port that is the usual."""
    try:
        parts = urlsplit(text)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = f":{parts.port}" if parts.port not in (None, usual) else ""
    except ValueError:
        return False
    return bool(usual and host and text.isascii()) and "*" not in text and text == f"{parts.scheme}://{host}{port}"


def _within_limit(text: str, kind: str, locale: str) -> str:
    problem = too_long(text, kind, locale)
    if problem:
        context = {"problem": problem, "count": len(text), "most": TEXT_LIMITS[kind][locale]}
        raise PydanticCustomError("too_long", "{problem}", context)
    return text
