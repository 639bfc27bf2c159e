"""Help those who draw looks: start one, check it, say how its file has to look."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from postergen.adapters.content.template_files import (
    find_template_folders,
    json_schema,
    parse_template,
    read_template_folder,
)
from postergen.adapters.qr_reader import DECODERS, installed_decoders
from postergen.config import CONTENT, Settings
from postergen.errors import Finding, InvalidContent, InvalidInput
from postergen.loading import check_pack, load_renderer
from postergen.rendering.check import check_template
from postergen.service.contents import Addresses
from postergen.service.specimens import hardest


def check_templates(settings: Settings, names: Sequence[str]) -> tuple[list[str], list[Finding]]:
    """Check looks (all of them without names) with the hardest briefs of the campaign.

    Returns:
        A line for every look that was checked, and what is wrong with them.
    """
    fonts = load_renderer(settings).fonts
    folders = {folder.name: folder for folder in find_template_folders(settings.templates_dir)}
    findings = [
        Finding(name, "there is no such look", f"looks: {', '.join(folders)}") for name in names if name not in folders
    ]
    campaign = check_pack(settings.campaigns_dir / settings.campaign)
    contents = list(hardest(campaign, Addresses(settings.public_url)).values())
    decoders = installed_decoders()
    checked = [f"read with {', '.join(decoders)}"]
    checked += [f"not read with {name}: it is not installed" for name in DECODERS if name not in decoders]
    for name in names or folders:
        if name not in folders:
            continue
        try:
            template = parse_template(name, read_template_folder(folders[name]), fonts.families)
        except InvalidContent as exc:
            findings += exc.findings
            continue
        found = check_template(template, contents, fonts, decoders)
        findings += found
        checked.append(
            f"{name} {template.version}: {len(contents)} contents x {len(template.formats)} formats, "
            f"{len(found)} findings"
        )
    return checked, findings


def template_schema() -> dict[str, object]:
    """The JSON Schema of ``template.yaml``."""
    return json_schema()


def start_look(settings: Settings, name: str) -> Path:
    """Copy the starter look to a folder of this name; `InvalidInput` when the name will not do."""
    folder = settings.templates_dir / name
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise InvalidInput([Finding("NAME", f"{name!r} is not a name for a look", "small letters, digits and dashes")])
    if folder.exists():
        raise InvalidInput([Finding("NAME", f"{folder} exists already", "choose another name")])
    shutil.copytree(CONTENT / "templates/starter", folder)
    return folder
