"""Say the few words that go with a poster where it is sent on, in the language in which it speaks."""

from __future__ import annotations

from postergen.rendering.content import PosterContent
from postergen.web.pages import languages


def caption(content: PosterContent, link: str) -> str:
    """The poster's own line, what its person longs for, and where it leads."""
    words = next(one for one in languages().values() if one.locale == content.locale).pages["poster"]
    wishes = words["caption_between"].join(option.text for option in content.options)
    return words["caption"].format(line=content.headline, wishes=wishes, link=link)
