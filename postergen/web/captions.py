"""Say the few words that go with a poster where it is sent on, in the language in which it speaks."""

from __future__ import annotations

from postergen.domain.words import Words
from postergen.rendering.bidi import isolated
from postergen.rendering.content import PosterContent
from postergen.web.pages import languages


def caption(content: PosterContent, nickname: str, link: str) -> str:
    """The poster's own line, what its person longs for, and where it leads.

    People say this themselves, so it names them only where the occasion has a word for them.
    """
    words = _words_of(content.locale)
    wishes = words["caption_between"].join(option.text for option in content.options)
    is_named = content.called != isolated(nickname)
    said = words["caption_named" if is_named else "caption"]
    return said.format(line=content.headline, who=content.called, wishes=wishes, link=link)


def title(content: PosterContent) -> str:
    """What a link preview is headed with: who says it, if they gave a name, and the line."""
    if not content.called:
        return content.headline
    return _words_of(content.locale)["title_named"].format(who=content.called, line=content.headline)


def _words_of(locale: str) -> Words:
    return next(one for one in languages().values() if one.locale == locale).pages["poster"]
