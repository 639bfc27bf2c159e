"""Build the bundled fonts of postergen from Debian's font packages.

Run on Debian 12 as ``python assets/fonts/build_fonts.py``.  It needs the packages in PACKAGES,
``unicode-data`` and ``pngquant``, and from Python fonttools,
uharfbuzz, zopfli, cffsubr and Pillow.  It writes the subsets,
``fonts.json``, ``coverage.json``, ``charset/tgh-2013.txt`` and the licence texts: same package versions, same bytes.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz
import zopfli.zlib
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.ttLib.tables.ttProgram import Program
from outlines import to_cubic
from PIL import Image, ImageDraw, ImageFont
from subsets import ALL, CJK_FEATURES, CODECS, EXTRA, MAX_BYTES, PACKAGES, RANGES, SUBSETS, Subset

UNIHAN, UNIHAN_PACKAGE = "unicode/Unihan_OtherMappings.txt.bz2", "unicode-data"


@cache
def tgh_chars(share: Path) -> tuple[int, ...]:
    """The 8,105 characters of the 2013 standard list, in the list's own order."""
    with bz2.open(share / UNIHAN, "rt", encoding="utf-8") as lines:
        found = [re.match(r"U\+(\w+)\tkTGH\t2013:(\d+)", line) for line in lines]
    order = sorted((int(m[2]), int(m[1], 16)) for m in found if m)
    if [number for number, _ in order] != list(range(1, 8106)):
        sys.exit("Unihan's kTGH property is not the expected list of 8,105 characters")
    return tuple(char for _, char in order)


def chars_of(name: str, share: Path) -> set[int]:
    """The code points of one named character set."""
    if name == "tgh":
        return set(tgh_chars(share))
    if name in CODECS:
        codec, leads = CODECS[name]
        texts = (bytes((a, b)).decode(codec, "ignore") for a in leads for b in range(0x40, 0xFF))
        return {ord(text) for text in texts if len(text) == 1 and ord(text) >= 0x3000}
    return {char for first, last in RANGES[name] for char in range(first, last + 1)}


def check_sources(share: Path) -> dict[str, str]:
    """Stop, naming the packages, if a source is missing; return the packages' versions."""
    names = {*PACKAGES, UNIHAN_PACKAGE, "pngquant"}
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\\n", *sorted(names)]
    found = shutil.which("dpkg-query") is not None
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout if found else ""
    versions = dict(line.split()[1:] for line in answer.splitlines() if line.startswith("installed "))
    missing = names - versions.keys() | {s.package for s in SUBSETS if not s.path(share).is_file()}
    if missing:
        listed = " ".join(sorted(missing))
        sys.exit(f"Missing Debian packages (or files of them): {listed}\nTry: apt-get install {listed}")
    return versions


def open_face(subset: Subset, share: Path) -> tuple[TTFont, int]:
    """Open the source, in a collection the face with the right family name; return its index too."""
    path, index = subset.path(share), 0
    if subset.face:
        with TTCollection(path, lazy=True) as collection:
            names = [f["name"].getDebugName(16) or f["name"].getDebugName(1) for f in collection.fonts]
        if names.count(subset.face) != 1:
            sys.exit(f"{path}: no single face {subset.face!r} among {names}")
        index = names.index(subset.face)
    return TTFont(path, fontNumber=index, recalcTimestamp=False), index


def rename(font: TTFont, name: str) -> None:
    """Replace every name a user sees, as the OFL asks where names are reserved."""
    table = font["name"]
    texts = {1: name, 2: "Regular", 3: name + " subset", 4: name, 6: name.replace(" ", "") + "-Regular"}
    table.names = [r for r in table.names if r.nameID not in {*texts, 16, 17, 18, 20, 21, 22, 25}]
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)


def stop_autohinting(font: TTFont) -> None:
    """Add a `prep` that does nothing: FreeType auto-hints TrueType fonts whose `prep` has under 8 bytes."""
    font["prep"] = table = newTable("prep")
    table.program = Program()
    table.program.fromBytecode(bytes((0xB0, 0x00, 0x21) * 4))  # four times "push 0, pop"
    font["maxp"].maxStackElements = max(1, font["maxp"].maxStackElements)


def add_kern_table(font: TTFont, path: Path) -> None:
    """Write the kerning of ASCII pairs (GPOS) as a `kern` table too, for renderers that do not shape text."""
    face = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    names, chars = font.getBestCmap(), [chr(c) for c in range(0x21, 0x7F) if c in font.getBestCmap()]

    def advance(text: str) -> int:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(face, buffer, {"kern": True, "liga": False, "calt": False})
        return sum(position.x_advance for position in buffer.glyph_positions)

    alone = {char: advance(char) for char in chars}
    pairs = {(a, b): advance(a + b) - alone[a] - alone[b] for a in chars for b in chars}
    table = KernTable_format_0()
    table.coverage, table.apple, table.tupleIndex = 1, False, None
    table.kernTable = {(names[ord(a)], names[ord(b)]): step for (a, b), step in pairs.items() if step}
    if table.kernTable:
        font["kern"] = kern = newTable("kern")
        kern.version, kern.kernTables = 0, [table]
        font.save(path)


def shrink_png(png: bytes) -> bytes:
    """Reduce a PNG to a palette of at most 48 colours and compress it well."""
    command = ["pngquant", "--speed", "1", "--strip", "--nofs", "--quality", "0-45", "48", "-"]
    one = {**os.environ, "OMP_NUM_THREADS": "1"}  # for the same bytes on every run
    small = subprocess.run(command, input=png, capture_output=True, check=True, env=one).stdout
    chunks, at = list[tuple[bytes, bytes]](), 8
    while at < len(small):
        length, kind = struct.unpack(">I4s", small[at : at + 8])
        chunks.append((kind, small[at + 8 : at + 8 + length]))
        at += length + 12
    pixels = zlib.decompress(b"".join(d for k, d in chunks if k == b"IDAT"))
    kept = [(k, d) for k, d in chunks if k in (b"IHDR", b"PLTE", b"tRNS")]
    kept += [(b"IDAT", zopfli.zlib.compress(pixels, numiterations=5)), (b"IEND", b"")]
    packed = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in kept)
    return min(small[:8] + b"".join(packed), png, key=len)


def make(subset: Subset, share: Path, out: Path) -> tuple[TTFont, int, set[int]]:
    """Write one subset; return the font, its face index and what the source lacks."""
    font, index = open_face(subset, share)
    wanted = set().union(*(chars_of(name, share) for name in subset.charsets))
    for other in subset.without:
        wanted -= TTFont(out.with_name(other), lazy=True).getBestCmap().keys()
    lacking = set() if subset.charsets == ALL else wanted - set(font.getBestCmap())
    if subset.family == "emoji":
        glyphs = font["CBDT"].strikeData[0].values()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for glyph, png in zip(glyphs, pool.map(shrink_png, [g.imageData for g in glyphs]), strict=True):
                glyph.imageData = png
    else:
        features = CJK_FEATURES if "vhea" in font else ["*"]
        options = Options(hinting=False, layout_features=features, name_IDs=["*"], notdef_outline=True)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        if "glyf" in font:
            stop_autohinting(font)
    if subset.new_name:
        rename(font, " ".join(filter(None, (subset.new_name, subset.part.title()))))
    if subset.cubic:
        to_cubic(font)
    font.save(out)
    if subset.family != "emoji":
        add_kern_table(font, out)
    built = TTFont(out)
    if lost := wanted - lacking - set(built.getBestCmap()) if subset.charsets != ALL else None:
        sys.exit(f"{out.name} lost {len(lost)} characters that its source has")
    return built, index, lacking


def check_render(path: Path, chars: set[int], size: int) -> None:
    """Draw a few of the font's characters with Pillow and expect ink."""
    font, picture = ImageFont.truetype(str(path), size), Image.new("RGBA", (size * 40, size * 3))
    text = "".join(map(chr, sorted(c for c in chars if chr(c).isprintable())[-20:]))
    ImageDraw.Draw(picture).text((size, size), text, "black", font=font, embedded_color=size == 109)
    if picture.getbbox() is None:
        sys.exit(f"{path.name}: Pillow draws nothing")


def record_of(
    s: Subset, path: Path, font: TTFont, index: int, versions: dict[str, str], tgh: set[int]
) -> dict[str, Any]:
    """What ``fonts.json`` says of a file."""
    data, cmap, metrics = path.read_bytes(), set(font.getBestCmap()), font["hhea"]
    return {
        "file": s.file,
        "family": s.family,
        "weight": s.weight,
        "purpose": s.purpose,
        "name": font["name"].getDebugName(4),
        "package": s.package,
        "version": versions[s.package],
        "source": s.source,
        "face_index": index,
        "face": s.face,
        "code_points": len(cmap),
        "tgh_2013": len(cmap & tgh),
        "units_per_em": font["head"].unitsPerEm,
        "ascent": metrics.ascent,
        "descent": metrics.descent,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": f"licenses/OFL-{PACKAGES[s.package][1]}.txt",
    }


def ranges_of(points: set[int]) -> str:
    """Code points in hexadecimal, as ``first-last`` where several follow one another: ``20-7e a9``."""
    ordered = sorted(points)
    firsts = [p for p in ordered if p - 1 not in points]
    lasts = [p for p in ordered if p + 1 not in points]
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in zip(firsts, lasts, strict=True))


def write_listing(records: list[dict[str, Any]], out: Path) -> int:
    """Write ``fonts.json`` and ``coverage.json``; return how many bytes the fonts have together."""
    total = sum(record["bytes"] for record in records)
    text = json.dumps({"total_bytes": total, "fonts": records}, ensure_ascii=False, indent=1) + "\n"
    (out / "fonts.json").write_text(text, encoding="utf-8")
    covered = {r["file"]: ranges_of(set(TTFont(out / r["file"], lazy=True).getBestCmap())) for r in records}
    (out / "coverage.json").write_text(json.dumps(covered, indent=1) + "\n", encoding="utf-8")
    return total


def write_licences(share: Path, folder: Path) -> None:
    """Write each family's copyright lines and OFL text from Debian's copyright files."""
    folder.mkdir(exist_ok=True)
    for name in PACKAGES.keys() - {EXTRA}:  # EXTRA has the same text as CJK
        _, key, note = PACKAGES[name]
        parts = re.split(r"\n(?:[ \t]*\n)+", (share / "doc" / name / "copyright").read_text(encoding="utf-8"))
        about = [p for p in parts if re.match(r"Files:\s*(\*|fonts/\*)\n", p)][-1]
        (ofl,) = (p for p in parts if re.match(r"License: *(OFL-1\.1|SIL-1\.1|Open-Font-License)\n", p))
        holders = about.partition("Copyright:")[2].partition("\nLicense")[0].strip().splitlines()
        fonts = [open_face(s, share)[0] for s in SUBSETS if PACKAGES[s.package][1] == key]
        own = {line.strip() for font in fonts for line in font["name"].getDebugName(0).splitlines()}
        lines = [
            f"Copyright, as Debian's package {name} states it:",
            *(h.strip() for h in holders),
            "",
            "Copyright, as the font files state it:",
            *sorted(own),
            "",
            note,
            "",
            "These fonts are under the SIL Open Font License, Version 1.1:",
            "",
            *(re.sub(r"^\.$", "", line.strip()) for line in ofl.splitlines()[1:]),
        ]
        (folder / f"OFL-{key}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copyfile(share / "doc" / UNIHAN_PACKAGE / "copyright", folder / "unicode-data.txt")


def write_charset(share: Path, path: Path) -> None:
    """Write the standard list with a note of its origin."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(map(chr, tgh_chars(share)))
    rows = (text[at : at + 50] for at in range(0, len(text), 50))
    head = [
        "# Table of General Standard Chinese Characters (2013), 8,105 characters in list order.",
        "# Source: property kTGH of the Unicode Unihan database, Debian package unicode-data;",
        "# terms in ../licenses/unicode-data.txt.  Written by build_fonts.py.",
    ]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


def main() -> None:
    """Build everything and report what each source lacks."""
    parser = argparse.ArgumentParser(description="Build postergen's bundled fonts from Debian packages.")
    parser.add_argument("--share", type=Path, default=Path("/usr/share"), help="where packages are installed")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    parser.add_argument("--only", nargs="*", metavar="FILE", help="build these files; the others stay as they are")
    args = parser.parse_args()
    share, out, versions = args.share, args.out, check_sources(args.share)
    write_charset(share, out / "charset" / "tgh-2013.txt")
    write_licences(share, out / "licenses")
    tgh, records = set(tgh_chars(share)), list[dict[str, Any]]()
    listed = json.loads((out / "fonts.json").read_text(encoding="utf-8"))["fonts"] if args.only else []
    before = {record["file"]: record for record in listed}
    for s in SUBSETS:
        path = out / s.file
        if args.only and s.file not in args.only:
            records.append(before[s.file])
            continue
        font, index, lacking = make(s, share, path)
        cmap = set(font.getBestCmap())
        check_render(path, cmap, 109 if s.family == "emoji" else 40)
        records.append(record_of(s, path, font, index, versions, tgh))
        hanzi = "".join(map(chr, sorted(lacking & tgh)))
        print(
            f"{s.file}: {path.stat().st_size:,} bytes, {len(cmap):,} code points; the source lacks {len(lacking)} "
            f"({len(hanzi)} of the 8,105{': ' + hanzi[:20] if hanzi else ''})"
        )
    total = write_listing(records, out)
    print(f"total: {total:,} bytes")
    if total > MAX_BYTES:
        sys.exit(f"That is more than {MAX_BYTES:,} bytes")


if __name__ == "__main__":
    main()
