"""Read texts as people's programs write them: by their mark or by what they hold, and never by a guess in silence."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from postergen.errors import Finding

# UTF-32 first: its mark begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARK = "\ufeff"
REMEDY = "save it as 'CSV UTF-8', or as text in UTF-8"
# A text in GB18030 consists of the 6,763 characters of GB 2312 nearly alone; bytes of other encodings do not.
PLAIN_CHINESE = 0.9


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text without its mark; ``note`` says how it was read, when that was not UTF-8."""

    text: str
    note: str = ""


def read_text(name: str, source: bytes, findings: list[Finding]) -> Text | None:
    """The text of a file in UTF-8, UTF-16, UTF-32 or GB18030; what is wrong is added to the findings.

    A file is GB18030 only when it is nothing else and holds ordinary Chinese; Latin-1, Big5 and the like are refused.
    """
    encoding, mark = next(((name, mark) for mark, name in _MARKS if source.startswith(mark)), ("", b""))
    encoding = encoding or _by_zeros(source) or "utf-8"
    try:
        text = source[len(mark) :].decode(encoding)
    except UnicodeDecodeError as exc:
        chinese = _gb18030(source) if encoding == "utf-8" and not mark else None
        if chinese is not None:
            return Text(chinese, f"{name}: read as GB18030; look at a name or two, or {REMEDY}")
        line = source.count(b"\n", 0, exc.start + len(mark)) + 1
        findings.append(Finding(f"{name}:{line}", f"is not {encoding.upper()} (byte {exc.start + len(mark)})", REMEDY))
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        findings.append(Finding(f"{name}:{line}", "holds a NUL: it is no text, or its encoding is unknown", REMEDY))
        return None
    note = "" if encoding == "utf-8" else f"{name}: read as {encoding.upper()}"
    return Text(text.lstrip(MARK), note)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text is to be read: from byte ``begins`` on, which is after its mark."""

    name: str
    begins: int = 0
    note: str = ""


def encoding_of(name: str, pieces: Callable[[], Iterable[bytes]], findings: list[Finding]) -> Encoding | None:
    """As `read_text`, for a text that may be longer than fits into memory: ``pieces`` gives it from its beginning."""
    head = next(iter(pieces()), b"")
    encoding, mark = next(((name, mark) for mark, name in _MARKS if head.startswith(mark)), ("", b""))
    encoding = encoding or _by_zeros(head[: len(head) // 2 * 2]) or "utf-8"
    lines = 1
    try:
        for text in _decoded(pieces(), encoding):
            if "\0" in text:
                at = lines + text.count("\n", 0, text.index("\0"))
                findings.append(
                    Finding(f"{name}:{at}", "holds a NUL: it is no text, or its encoding is unknown", REMEDY)
                )
                return None
            lines += text.count("\n")
    except UnicodeDecodeError as exc:
        if encoding == "utf-8" and not mark and _is_chinese(pieces()):
            return Encoding("gb18030", 0, f"{name}: read as GB18030; look at a name or two, or {REMEDY}")
        at = lines + exc.object.count(b"\n", 0, exc.start)
        findings.append(Finding(f"{name}:{at}", f"is not {encoding.upper()}", REMEDY))
        return None
    return Encoding(encoding, len(mark), "" if encoding == "utf-8" else f"{name}: read as {encoding.upper()}")


def _decoded(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _is_chinese(pieces: Iterable[bytes]) -> bool:
    foreign = plain = 0
    try:
        for text in _decoded(pieces, "gb18030"):
            letters = [letter for letter in text if not letter.isascii()]
            foreign, plain = foreign + len(letters), plain + sum(map(_is_plain, letters))
    except UnicodeDecodeError:
        return False
    return plain >= PLAIN_CHINESE * foreign


def read_utf8(name: str, source: bytes, findings: list[Finding]) -> str | None:
    """As above, where nobody could be told of another encoding: a file that is not in UTF-8 is a finding."""
    read = read_text(name, source, findings)
    if read is not None and read.note:
        findings.append(Finding(name, "is not UTF-8", "save the file as UTF-8"))
        return None
    return read.text if read is not None else None


def lines_of(text: str) -> list[str]:
    """The lines of a text, by CRLF, LF or CR; other signs that divide texts are part of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _by_zeros(source: bytes) -> str:
    """UTF-16 without a mark: its first letter is Latin, and the zeros of such stand in the same half of each pair."""
    low, high = source[1::2].count(0), source[0::2].count(0)
    if len(source) % 2 or 0 not in source[:2] or (low and high):
        return ""
    return "utf-16-le" if low else "utf-16-be"


def _gb18030(source: bytes) -> str | None:
    return source.decode("gb18030") if _is_chinese([source]) else None


def _is_plain(letter: str) -> bool:
    try:
        return bool(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return False
