"""Help those who draw looks: start one, check it, say how its file has to look; and check games, which have looks."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from postergen.adapters.content.game_references import without_look
from postergen.adapters.content.game_rules import forbidden
from postergen.adapters.content.look_back_files import blocked, without_sheets
from postergen.adapters.content.pack_files import read_pack_folder
from postergen.adapters.content.published_pack import blocking
from postergen.adapters.content.template_files import (
    FORMAT_SIZES,
    TEMPLATE_FILE,
    find_template_folders,
    json_schema,
    parse_template,
    read_template_folder,
)
from postergen.adapters.qr_reader import DECODERS, installed_decoders
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.errors import Finding, InvalidContent, InvalidInput
from postergen.files import write_atomically
from postergen.loading import check_pack, load_renderer, load_rulebook
from postergen.rendering.check import check_template
from postergen.rendering.template import Element, PictureElement, PosterTemplate, RepeatElement, TextElement
from postergen.service.contents import Addresses
from postergen.service.specimens import hardest

SCHEMA_FILE = "template.schema.json"  # beside the folders of looks: their first line leads there
START = "start one: postergen templates new NAME"
# What becomes of a look that lacks a format.
WITHOUT = {
    "story": "the campaign's page makes this one, and so does whoever names no format",
    "portrait": "feeds show it cut",
    "square": "chats show it cut",
    "card": "link previews show the whole poster, small",
    "print": "there is nothing to print",
}
# Words that people miss on a poster, and what is lost without them.
SPOKEN = {
    "headline": "the copy",
    "options": "what the person picked",
    "nickname": "whose it is",
    "occasion": "on a holiday it looks as on any day",
    "avatar": "the person's picture",
    "typed_fallback": "the way for who cannot scan",
    "ai_label": "what a model wrote has to be marked",
}


def look_folders(settings: Settings, names: Sequence[str]) -> tuple[dict[str, Path], list[Finding]]:
    """The folders of looks by name, and what is wrong with how they are called. With a slash in it, a name is the path
    of a folder anywhere; without one it is a look of POSTERGEN_TEMPLATES_DIR. All of that without names.
    """
    known = {folder.name: folder for folder in find_template_folders(settings.templates_dir)}
    if not names:
        return known, [] if known else [Finding(str(settings.templates_dir), "holds no look", START)]
    found, findings = {}, []
    for name in names:
        path = Path(name).resolve() if is_path(name) else known.get(name)
        if path is not None and (path / TEMPLATE_FILE).is_file():
            found[path.name] = path
        elif is_path(name):
            findings.append(Finding(name, f"holds no {TEMPLATE_FILE}", START))
        else:
            remedy = f"looks: {', '.join(known)}" if known else START
            findings.append(Finding(name, "there is no such look", f"{remedy}; of a folder elsewhere: ./{name}"))
    return found, findings


def is_path(name: str) -> bool:
    """This names a folder, and no look of a known one."""
    return "/" in name or name in (".", "..")


def check_games(settings: Settings, folder: Path, campaign: Campaign) -> list[Finding]:
    """What the law, the rules of compliance and the looks at hand have against the games and look backs of a pack."""
    if not (campaign.games or campaign.look_backs):
        return []
    files, families = read_pack_folder(folder), load_renderer(settings).fonts.families
    looks, broken = dict[str, PosterTemplate](), list[str]()
    for path in find_template_folders(settings.templates_dir):
        try:
            looks[path.name] = parse_template(path.name, read_template_folder(path), families)
        except InvalidContent:
            broken.append(path.name)
    found = [*without_look(files, campaign.games, looks, broken)]
    found += without_sheets(files, campaign.look_backs, looks, broken)
    rules = partial(blocking, load_rulebook(settings))
    return [*found, *forbidden(files, campaign.games, rules), *blocked(files, campaign.look_backs, rules)]


def check_templates(settings: Settings, names: Sequence[str]) -> tuple[list[str], list[Finding]]:
    """Check looks (all of them without names) with the hardest briefs of the campaign.

    Returns:
        A line for every look that was checked, what it does without, and what is wrong with them.
    """
    fonts = load_renderer(settings).fonts
    folders, findings = look_folders(settings, names)
    campaign = check_pack(settings.campaigns_dir / settings.campaign)
    cases = hardest(campaign, Addresses(settings.public_url))
    contents = {" ".join(case): content for case, content in cases.items()}
    decoders = installed_decoders()
    checked = [f"read with {', '.join(decoders)}"]
    checked += [f"not read with {name}: it is not installed" for name in DECODERS if name not in decoders]
    for name, folder in folders.items():
        try:
            template = parse_template(name, read_template_folder(folder), fonts.families)
        except InvalidContent as exc:
            findings += exc.findings
            continue
        found = check_template(template, contents, fonts, decoders)
        findings += found
        checked.append(
            f"{name} {template.version}: {len(contents)} contents x {len(template.formats)} formats, "
            f"{len(found)} findings"
        )
        checked += [f"  {line}" for line in lacks(template, campaign)]
    return checked, findings


def lacks(template: PosterTemplate, campaign: Campaign) -> Iterator[str]:
    """What a look does without. None of it is a mistake; somebody may miss it."""
    for name in FORMAT_SIZES:
        if name not in template.formats:
            yield f"has no {name}: {WITHOUT[name]}"
    for name, chosen in template.formats.items():
        spoken = " ".join(word for element in chosen.elements for word in _words_of(element))
        silent = [word for word in SPOKEN if not re.search(rf"\b{word}\b", spoken)]
        if silent:
            yield f"{name} never shows {', '.join(f'{word} ({SPOKEN[word]})' for word in silent)}"
    occasions = [occasion.id for occasion in campaign.occasions if occasion.template == template.id]
    if occasions:
        yield f"is the look of {', '.join(occasions)} in {campaign.id}"
    elif campaign.occasions:
        yield f"is the look of no occasion in {campaign.id} (template in its occasions.yaml)"


def _words_of(element: Element) -> Iterator[str]:
    """What an element shows, as the words of templates call it."""
    match element:
        case TextElement():
            yield from (element.when, *(span.text for span in element.spans))
        case RepeatElement():
            yield "options"
            yield from (word for inner in element.elements for word in _words_of(inner))
        case PictureElement():
            yield element.source


def template_schema() -> dict[str, object]:
    """The JSON Schema of ``template.yaml``."""
    return json_schema()


def start_look(settings: Settings, name: str) -> Path:
    """Copy the starter look to a folder of this name, or this path, with the schema beside it for editors.

    Raises:
        InvalidInput: the name will not do, or is taken.
    """
    folder = Path(name).resolve() if is_path(name) else settings.templates_dir / name
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", folder.name):
        problem = f"{folder.name!r} is not a name for a look"
        raise InvalidInput([Finding("NAME", problem, "small letters, digits and dashes, a letter first")])
    if folder.exists():
        raise InvalidInput([Finding("NAME", f"{folder} exists already", "choose another name")])
    shutil.copytree(CONTENT / "templates/starter", folder)
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder.parent / SCHEMA_FILE, schema.encode())
    return folder
