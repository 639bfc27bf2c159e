"""What every HTML page shares: its locale, its words and its error page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from flask import Response, current_app, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from postergen.domain.localized import negotiate_locale
from postergen.domain.words import Language, Languages, Words
from postergen.rendering.characters import graphemes
from postergen.rendering.line_break import AFTER_PHRASE, INSIDE_PHRASE, opportunities
from postergen.web.headers import content_security_policy
from postergen.web.visitors import has_agreed, may_be_asked

LANGUAGE_COOKIE = "postergen_lang"  # of the studio alone: its path is /studio


def page_language() -> Language:
    """``?lang=`` when it names a language, else what was chosen in the studio, else what the browser prefers."""
    known = languages()
    asked = _said().get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return known[asked if asked in known else negotiate_locale(request.headers.get("Accept-Language", ""), known)]


def page_locale() -> str:
    """The locale of posters and catalogues that goes with the language of the page."""
    return page_language().locale


def languages() -> Languages:
    """The languages that pages of this app speak."""
    return current_app.extensions["postergen.languages"]  # type: ignore[no-any-return]


def words(page: str) -> Words:
    """What this page may say, in the reader's language."""
    return page_language().pages[page]


def is_embedded() -> bool:
    """The page stands in a frame of somebody's own campaign page."""
    return "embed" in _said()


def _said() -> Mapping[str, str]:
    """What the address and the form say; the address alone, where the form is too large to be read."""
    try:
        return request.values
    except RequestEntityTooLarge:
        return request.args


def wants_page() -> bool:
    """A person's browser asks for this page, and not a program for the API."""
    if request.path.startswith(("/api/", "/openapi", "/healthz", "/readyz")):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def page(name: str, status: int = 200, **values: object) -> Response:
    """Render a page of ``templates/web`` in the visitor's language."""
    language = page_language()
    body = render_template(name, **_spoken(language, name), embedded=is_embedded(), **values)
    response = Response(body, status, mimetype="text/html")
    response.headers["Content-Language"] = language.id
    response.vary.add("Accept-Language")
    return response


def _spoken(language: Language, name: str) -> dict[str, object]:
    """What a template says things with. ``locale`` is that of the content, ``language`` that of the page."""
    others = [other for other in languages().values() if other is not language]
    return {"language": language.id, "locale": language.locale, "other_languages": others, "w": words(_page_of(name))}


def _page_of(template: str) -> str:
    """Whose words a template says: those of its folder; those of its own where it lies among the public ones."""
    folder, _, file = template.rpartition("/")
    return folder or file.removesuffix(".html")


def campaign_page(name: str, status: int = 200, *, framed_by: Iterable[str], **values: object) -> Response:
    """A page that pages of these origins may show in a frame. In a frame nobody is asked: no cookie would stay."""
    asks, agreed = not is_embedded() and may_be_asked(), has_agreed()
    response = page(name, status, asks_consent=asks, has_agreed=agreed, framed_by=sorted(framed_by), **values)
    response.headers["Content-Security-Policy"] = content_security_policy(framed_by)
    response.headers["Cache-Control"] = "private, no-cache"  # who looks decides what stands on it
    return response


def error_page(status: int, detail: str = "", errors: Sequence[Mapping[str, object]] = ()) -> Response:
    """Say what happened, and in a caller's fault why."""
    kind = ERROR_KINDS.get(status, "broken")
    said = detail if kind in TOLD_WHY else ""
    response = page("error.html", status, kind=kind, detail=said, errors=errors if said else ())
    response.headers["Cache-Control"] = "no-store"
    return response


ERROR_KINDS = {
    401: "ended",
    403: "denied",
    404: "lost",
    409: "changed",
    410: "lost",
    413: "large",
    422: "refused",
    429: "busy",
}
TOLD_WHY = frozenset({"denied", "changed", "refused"})


LONG_PHRASE = 6  # letters; a longer one may be parted between words: a narrow line would part it anywhere


@lru_cache(maxsize=4096)  # a page says the same hundred texts to everybody
def phrases(text: str, glossary: frozenset[str] = frozenset()) -> Markup:
    """The text with the places marked where a line of it may end, as on a poster."""
    letters, found = graphemes(text), opportunities(text, glossary)
    ends = {o.after for o in found if o.price <= AFTER_PHRASE}
    bounds = sorted({0, *ends, len(letters)})
    ends |= {
        o.after
        for start, end in pairwise(bounds)
        if end - start > LONG_PHRASE
        for o in found
        if o.price <= INSIDE_PHRASE and start + 2 < o.after < end - 2
    }
    return Markup().join(Markup("<wbr>") * (i in ends) + letter for i, letter in enumerate(letters))


def capitalised(text: str) -> str:
    """The text as it begins a line; the words of things are written as they stand within one."""
    return text[:1].upper() + text[1:]
