"""Say to a person, in their language and beside the field, why no poster can be made of what they wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from postergen.domain.findings import Kind
from postergen.domain.words import Language, Languages
from postergen.errors import Finding

# The fields of the campaign's page in their order, and which parts of a brief each one says. What no field says stands
# above them all.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "options": ("options",),
    "wish": ("wish", "wish_means"),
    "template": ("template", "format"),
    "nickname": ("nickname",),
    "fields": ("fields",),
    "avatar": ("avatar",),
    "place": ("place",),
    "birthday": ("occasion", "birthday"),
    # of a sticker
    "line": ("line",),
    "words": ("words",),
    "figure": ("figure",),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with a form: ``by_field`` has sentences by the name of the field, in the order of the page."""

    by_field: Mapping[str, tuple[str, ...]]

    @property
    def first(self) -> str:
        """The first field with something wrong in it."""
        return next(filter(None, self.by_field), "")

    def __bool__(self) -> bool:
        return bool(self.by_field)

    def at(self, field: str) -> tuple[str, ...]:
        return self.by_field.get(field, ())


def sentence(finding: Finding, language: Language) -> str:
    """One finding, for a reader of this language."""
    own = dict(finding.said)
    return own[language.locale] if own else said(finding.kind, language).format(**dict(finding.values))


def said(kind: str, language: Language) -> str:
    """What is said of this kind, to be filled with values."""
    words, key = language.pages["findings"], f"finding_{kind}"
    return words[key if key in words else f"finding_{Kind.SHAPE}"]


def in_every_language(finding: Finding, languages: Languages) -> dict[str, str]:
    """Its sentence in each language that pages speak."""
    return {name: sentence(finding, language) for name, language in languages.items()}


def told(findings: Iterable[Finding], language: Language) -> Told:
    """Each thing once, beside its field: ``fields/age`` has its own."""
    found: dict[str, dict[str, None]] = {}
    for finding in findings:
        found.setdefault(_field_of(finding.where), {})[sentence(finding, language)] = None
    order = ["", *FIELDS]
    places = sorted(found, key=lambda field: order.index(field.partition("/")[0]))
    return Told({field: tuple(found[field]) for field in places})


def _field_of(where: str) -> str:
    part, _, rest = where.partition("/")
    field = next((name for name, parts in FIELDS.items() if part in parts), "")
    return where if field == "fields" and rest else field
