"""The words of one poster, as a template sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from postergen.errors import Finding, InvalidContent

_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_ENVIRONMENT.globals.clear()


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One chosen option: ``option.text`` and so on inside a repeat."""

    text: str
    pictogram: str
    theme: str
    place: str
    need: str
    frequency: str
    number: int
    is_own: bool = False  # a wish that the person wrote


@dataclass(frozen=True, slots=True)
class PosterContent:
    """Everything a template may speak of, in the poster's locale.

    ``scan_url`` is what the QR code says; ``typed_fallback`` is for people whose app refuses it;
    ``ai_label`` is empty unless a model wrote the copy. ``addressed`` names the parts of the copy that call the person
    by name. ``sheet`` is the composition that this poster has, where several come together. ``called`` is
    what sentences about the poster call its person; on it stands ``nickname``.
    """

    locale: str
    headline: str
    body: str
    call_to_action: str
    options: tuple[OptionWords, ...]
    nickname: str
    place: str
    occasion: str
    date: str
    serial: str
    code: str
    scan_url: str
    typed_fallback: str
    ai_label: str
    campaign: str
    fields: Mapping[str, str | int] = field(default_factory=dict)
    avatar: bytes | None = None
    logo: bytes | None = None
    addressed: frozenset[str] = frozenset()
    sheet: str = ""
    called: str = ""

    def personal_names(self) -> frozenset[str]:
        """The variables whose values hardly any other poster has."""
        names = {"options", "code", "serial", *self.addressed}
        if self.nickname:
            names.add("nickname")
        if any(self.fields.values()):
            names.add("fields")
        if self.code in self.typed_fallback:
            names.add("typed_fallback")
        return frozenset(names)

    def variables(self) -> dict[str, object]:
        """What the texts of a template may use; of the pictures only whether there are any."""
        values = {name: getattr(self, name) for name in _VARIABLES}
        return values | {"avatar": self.avatar is not None, "logo": self.logo is not None}


_UNSEEN = frozenset({"scan_url", "addressed", "called"})
_VARIABLES = tuple(name for name in PosterContent.__dataclass_fields__ if name not in _UNSEEN)
VARIABLES = frozenset(_VARIABLES) | {"count", "t", "option"}


@lru_cache(maxsize=2048)
def _compile(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


@lru_cache(maxsize=2048)
def names_in(source: str) -> frozenset[str]:
    """The variables that a template text reads; none when it cannot be read at all, which `fill` will say."""
    try:
        return frozenset(meta.find_undeclared_variables(_ENVIRONMENT.parse(source)))
    except TemplateError:
        return frozenset()


def fill(source: str, variables: Mapping[str, object], *, where: str) -> str:
    """Fill in a template text; `InvalidContent` names the element when it cannot be done."""
    try:
        return _compile(source).render(variables)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as exc:
        remedy = f"variables: {', '.join(sorted(VARIABLES))}"
        raise InvalidContent([Finding(where, f"{source!r}: {exc}", remedy)]) from exc
