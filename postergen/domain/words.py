"""Hold the words of pages: by language, and in a language by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


class CountedText(str):
    """A text that is another for some numbers: ``format(count=1)`` takes the form of 1, where there is one."""

    forms: Mapping[str, str]

    def __new__(cls, other: str, forms: Mapping[str, str]) -> CountedText:
        made = super().__new__(cls, other)
        made.forms = forms
        return made

    def format(self, *args: object, **values: object) -> str:
        return self.forms.get(str(values.get("count")), str(self)).format(*args, **values)


class Words:
    """The texts that one page may say, by key. No mapping: in a template ``w.keys`` is a text and not a method."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: ``name`` is its own, ``locale`` that of the content that its readers are shown."""

    id: str
    name: str
    locale: str
    pages: Mapping[str, Words] = field(repr=False)


Languages = Mapping[str, Language]  # by id; every locale of content is one of them
