"""Put together the words of one poster: copy, options, names and addresses in its locale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from postergen.domain.addresses import as_typed
from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option
from postergen.domain.look_backs import ASKED
from postergen.domain.poster import ERASED_WISH, Brief, Poster
from postergen.domain.variant import FIGURE, NICKNAME, Author, CopyVariant
from postergen.errors import NotFound
from postergen.rendering.bidi import isolated
from postergen.rendering.content import OptionWords, PosterContent
from postergen.service.naming import called, own_occasion, signed
from postergen.service.pictograms import wish_pictogram

AI_LABEL = {"zh-CN": "文案由 AI 辅助生成", "en": "Words written with the help of AI"}
NEED = {"zh-CN": {"rigid": "刚需", "soft": "念想"}, "en": {"rigid": "a must", "soft": "a treat"}}
WISH_THEME = {"zh-CN": "自己写的", "en": "My own"}
FORGOTTEN = "\u2026"  # stands where the figure of a page stood
KEPT_TO_ONESELF = {"zh-CN": "藏在心里的一样", "en": "One I keep to myself"}
FREQUENCY = {"zh-CN": {"high": "常有", "low": "难得"}, "en": {"high": "often", "low": "rarely"}}
TO_ORDER = {"zh-CN": "现点", "en": "to order"}  # how often a wish of one's own comes is nobody's to say


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the product is reached from outside: a host, or a path of one. ``public_url`` has no slash at its end."""

    public_url: str

    def scan(self, code: str) -> str:
        """What the QR code says: ``https://LIFE.EXAMPLE.COM/S/BT0123456789ABC``.

        Host and path in upper case, so that they are alphanumeric and the modules larger (ISO/IEC 18004, 7.3.4); hosts
        know no case (RFC 3986, 3.2.2), nor does our path. The scheme in lower case, for some phones open nothing else
        (decision 0023).
        """
        scheme, _, rest = self.public_url.partition("://")
        return f"{scheme}://{rest.upper()}/S/{code}"

    def typed(self, code: str) -> str:
        """The short link as a person would type it."""
        host, slash, path = self.public_url.partition("://")[2].partition("/")
        return f"{as_typed(host)}{slash}{path}/s/{code}"

    def short(self, code: str) -> str:
        """The short link, to send."""
        return f"{self.public_url}/s/{code}"

    def share(self, code: str) -> str:
        return f"{self.public_url}/p/{code}"

    def image(self, code: str, version: str, extension: str = "jpg") -> str:
        """Of the picture in this version (`PictureService.version`)."""
        return f"{self.public_url}/p/{code}.{extension}?v={version}"

    def battle(self, code: str, rest: str = "") -> str:
        """The page of a sticker that was sent, or what lies below it: ``.gif``, ``/card.jpg``."""
        return f"{self.public_url}/b/{code}{rest}"

    def sticker(self, campaign: str, name: str, extension: str, version: str) -> str:
        """Of the picture in this version (`StickerService.version`)."""
        return f"{self.public_url}/api/v1/campaigns/{campaign}/stickers/{name}.{extension}?v={version}"


def poster_content(
    poster: Poster,
    campaign: Campaign,
    addresses: Addresses,
    avatar: bytes | None = None,
    variant: CopyVariant | None = None,
) -> PosterContent:
    """The words of this poster, out of the campaign version that it was made with.

    What a person wrote is isolated where it runs to the left, so that it turns nothing that stands beside it.

    Args:
        variant: other copy than the one that was drawn, to see how it would look.

    Raises:
        NotFound: the campaign version has no such variant.
    """
    brief, locale = poster.brief, poster.brief.locale
    variant = variant or campaign.text_by_id.get(poster.choice.variant)
    if variant is None:
        raise NotFound("variant", poster.choice.variant)
    place = campaign.catalogue.place_by_id[brief.place].city.in_locale(locale) if brief.place else ""
    occasion = campaign.occasion_by_id[brief.occasion].name.in_locale(locale) if brief.occasion else ""
    phrase = campaign.search_phrase.in_locale(locale) if campaign.search_phrase else ""
    options = campaign.catalogue.options_of(brief.options)
    nickname = isolated(brief.nickname)
    told = {name: isolated(value) if isinstance(value, str) else value for name, value in brief.fields}
    sheet = campaign.sheet_of_text.get(variant.id, "")
    figure = str(told.get(ASKED, FORGOTTEN)) if sheet else ""
    return PosterContent(
        locale=locale,
        headline=_addressed(variant.headline, nickname, figure),
        body=_addressed(variant.body, nickname, figure),
        call_to_action=_addressed(variant.call_to_action, nickname, figure),
        options=(
            *(_option_words(o, i, campaign, locale) for i, o in enumerate(options, start=1)),
            *_wish_words(brief, campaign),
        ),
        nickname=signed(brief.nickname, own_occasion(brief, campaign), locale),
        place=place,
        occasion=occasion,
        date=format_date(poster.created_at.astimezone(ZoneInfo(campaign.timezone)), locale),
        serial=serial_number(poster.code),
        code=poster.code,
        scan_url=addresses.scan(poster.code),
        typed_fallback=phrase or addresses.typed(poster.code),
        ai_label=AI_LABEL[locale] if variant.author is Author.MODEL else "",
        campaign=campaign.title.in_locale(locale),
        fields=told,
        avatar=avatar,
        logo=campaign.logo,
        addressed=frozenset(name for name, text in variant.texts() if NICKNAME in text or FIGURE in text),
        sheet=sheet,
        called=called(brief.nickname, own_occasion(brief, campaign), locale),
    )


def _addressed(text: str, nickname: str, figure: str) -> str:
    """Copy may speak to the person; without a name such copy is never drawn, and a preview shows the placeholder. That
    of a look back says a figure.
    """
    text = text.replace(FIGURE, figure) if figure else text
    return text.replace(NICKNAME, nickname) if nickname else text


def serial_number(code: str) -> str:
    """The end of a code, in two groups that read well."""
    return f"{code[-8:-4]} {code[-4:]}"


def format_date(moment: datetime, locale: str) -> str:
    """A date as people write it."""
    if locale == "zh-CN":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _wish_words(brief: Brief, campaign: Campaign) -> tuple[OptionWords, ...]:
    """The wish of the person's own as the last option, if they have one; an erased one leaves its line."""
    if not brief.wish:
        return ()
    locale = brief.locale
    text = KEPT_TO_ONESELF[locale] if brief.wish == ERASED_WISH else isolated(brief.wish)
    need, pictogram = NEED[locale]["soft"], wish_pictogram(brief, campaign)
    words = OptionWords(text, pictogram, WISH_THEME[locale], "", need, TO_ORDER[locale], brief.picks, is_own=True)
    return (words,)


def _option_words(option: Option, number: int, campaign: Campaign, locale: str) -> OptionWords:
    place = campaign.catalogue.place_by_id[option.place].city.in_locale(locale) if option.place else ""
    return OptionWords(
        text=option.text.in_locale(locale),
        pictogram=option.pictogram,
        theme=campaign.catalogue.theme_by_id[option.theme].name.in_locale(locale),
        place=place,
        need=NEED[locale][option.need],
        frequency=FREQUENCY[locale][option.frequency],
        number=number,
    )
