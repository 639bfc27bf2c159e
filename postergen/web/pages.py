"""What every HTML page shares: its locale, its words and its error page."""

from __future__ import annotations

from flask import Response, render_template, request
from markupsafe import Markup

from postergen.domain.localized import LOCALES, negotiate_locale
from postergen.rendering.characters import graphemes
from postergen.rendering.line_break import AFTER_PHRASE, opportunities


def page_locale() -> str:
    """``?lang=`` when it names a locale, else what the browser prefers."""
    asked = request.values.get("lang", "")
    return asked if asked in LOCALES else negotiate_locale(request.headers.get("Accept-Language", ""))


def wants_page() -> bool:
    """A person's browser asks for this page, and not a program for the API."""
    if request.path.startswith(("/api/", "/openapi", "/healthz", "/readyz")):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def page(name: str, status: int = 200, **values: object) -> Response:
    """Render a page of ``templates/web`` in the visitor's locale."""
    locale = page_locale()
    body = render_template(name, locale=locale, w=WORDS[locale], **values)
    response = Response(body, status, mimetype="text/html")
    response.headers["Content-Language"] = locale
    response.vary.add("Accept-Language")
    return response


def error_page(status: int) -> Response:
    response = page("error.html", status, kind=ERROR_KINDS.get(status, "broken"))
    response.headers["Cache-Control"] = "no-store"
    return response


ERROR_KINDS = {404: "lost", 410: "lost", 429: "busy"}


def phrases(text: str, glossary: frozenset[str]) -> Markup:
    """The text with the places marked where a line of it may end, as on a poster."""
    letters, ends = graphemes(text), {o.after for o in opportunities(text, glossary) if o.price <= AFTER_PHRASE}
    return Markup().join(Markup("<wbr>") * (i in ends) + letter for i, letter in enumerate(letters))


WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "all": "全部",
        "anywhere": "不限地方",
        "place": "地方",
        "search": "找一找",
        "nothing": "没找到。换个词，或者换个主题看看。",
        "pick": "挑 1 到 6 样",
        "picked": "已挑",
        "of": "/ 6",
        "nickname": "海报上怎么称呼你",
        "nickname_hint": "可以不填，最多 30 个字",
        "avatar": "放一张照片（可以不放）",
        "avatar_hint": "只印在你的海报上，照片里的地点和时间会去掉",
        "look": "样式",
        "city": "你在哪座城（可以不填）",
        "make": "做我的海报",
        "privacy": "昵称和照片只印在你的海报上，做好后随时可以删掉。不想让它们影响文案，就勾上这里。",
        "plain": "不按我的信息挑文案",
        "save": "长按图片保存，或者",
        "download": "下载图片",
        "share": "转给一个人",
        "copied": "链接已复制",
        "again": "再做一张",
        "forget": "删掉我的名字和照片",
        "busy_title": "来的人有点多",
        "busy": "歇一分钟再来，刚才挑好的不用急。",
        "yours": "你的海报",
        "theirs": "朋友的海报",
        "from_friend": "惦记的是这些。你呢？",
        "someone": "有人",
        "make_yours": "做一张自己的",
        "poster_alt": "海报：",
        "fix": "还差一点",
        "lost_title": "这里什么也没有",
        "lost": "链接可能抄漏了一个字。海报下面那行小字，从头再对一遍。",
        "broken_title": "我们这边出了点差错",
        "broken": "不是你的问题。过几秒再试一次。",
        "home": "回到首页",
        "lang": "English",
        "skip": "跳到选择",
        "too_many": "已经挑了 6 样，先放下一样",
        "none": "先挑至少一样",
    },
    "en": {
        "all": "All",
        "anywhere": "Anywhere",
        "place": "Place",
        "search": "Search",
        "nothing": "Nothing found. Try another word, or another theme.",
        "pick": "Pick 1 to 6",
        "picked": "Picked",
        "of": "of 6",
        "nickname": "Your name on the poster",
        "nickname_hint": "Optional, up to 30 characters",
        "avatar": "A picture of you (optional)",
        "avatar_hint": "Printed on your poster and nowhere else; its place and time are removed",
        "look": "Look",
        "city": "Your city (optional)",
        "make": "Make my poster",
        "privacy": "Your name and picture are printed on your poster and nowhere else; delete them whenever you like. "
        "Tick this if they should not play a part in choosing the words.",
        "plain": "Choose the words without my details",
        "save": "Press and hold the picture to save it, or",
        "download": "download it",
        "share": "Send it to someone",
        "copied": "Link copied",
        "again": "Make another",
        "forget": "Forget my name and picture",
        "busy_title": "Too many at once",
        "busy": "Give it a minute, then try again.",
        "yours": "Your poster",
        "theirs": "A friend’s poster",
        "from_friend": "longs for these. And you?",
        "someone": "Someone",
        "make_yours": "Make your own",
        "poster_alt": "Poster: ",
        "fix": "Almost there",
        "lost_title": "Nothing lives here",
        "lost": "A character may be missing from the link. Compare it with the small line on the poster.",
        "broken_title": "Something broke on our side",
        "broken": "It was not you. Try again in a few seconds.",
        "home": "To the start",
        "lang": "中文",
        "skip": "Skip to the choices",
        "too_many": "Six are picked already: put one back first",
        "none": "Pick at least one first",
    },
}
