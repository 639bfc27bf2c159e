"""Published content: the packs and looks on disk with what the studio published, and earlier versions."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.figure_files import read_figures
from postergen.adapters.content.game_references import without_look
from postergen.adapters.content.index_builder import embed_new
from postergen.adapters.content.look_back_files import without_sheets
from postergen.adapters.content.pack_files import STICKERS, parse_pack, read_pack_folder
from postergen.adapters.content.published_pack import Files, PackMaker, PublishedPack, overlay_files
from postergen.adapters.content.semantic_files import read_index
from postergen.adapters.content.template_files import find_template_folders, parse_template, read_template_folder
from postergen.adapters.content.yaml_lines import line_of
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Publication
from postergen.domain.ports import ContentArchive
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidContent, NotFound
from postergen.ranking.ranker import Ranker
from postergen.ranking.semantic import SemanticIndex
from postergen.rendering.figure import Figure
from postergen.rendering.template import PosterTemplate

log = logging.getLogger(__name__)

OLD_PACKS, OLD_LOOKS = 4, 32  # earlier versions that a process remembers


class Publications(Protocol):
    """What was published over the packs. `Unavailable` when the store does not answer."""

    def latest(self, campaign: str) -> Publication | None: ...

    def latest_numbers(self) -> Mapping[str, int]: ...


class FileLibrary:
    """A `Library` and `Composer` over three folders. Content is read once; `publish` archives packs and looks,
    `refresh` looks whether something was published since.
    """

    def __init__(
        self,
        campaigns_dir: Path,
        templates_dir: Path,
        *,
        figures_dir: Path,
        families: frozenset[str],
        archive: ContentArchive,
        maker: PackMaker,
        publications: Publications,
    ) -> None:
        self._families, self._archive, self._maker = families, archive, maker
        self._publications = publications
        findings: list[Finding] = []
        self._template_files = {f.name: read_template_folder(f) for f in find_template_folders(templates_dir)}
        self._templates = {
            name: template
            for name, files in self._template_files.items()
            if (template := _try_template(name, files, families, maker.derived, findings))
        }
        self._figures = read_figures(figures_dir, families, findings, maker.derived)
        self._packs: dict[str, PublishedPack] = {}
        self._indexes: dict[str, SemanticIndex | None] = {}
        for folder in sorted(f.parent for f in campaigns_dir.glob("*/campaign.yaml")):
            self._read_pack(folder, findings)
        if not self._packs and not findings:
            findings.append(Finding(str(campaigns_dir), "holds no campaign pack"))
        if findings:
            raise InvalidContent(findings)
        self.is_published = False  # whether the archive has what is held here
        self._refreshing = Lock()
        self._old_campaign = lru_cache(maxsize=OLD_PACKS)(self._fetch_campaign)
        self._old_template = lru_cache(maxsize=OLD_LOOKS)(self._fetch_template)

    def _read_pack(self, folder: Path, findings: list[Finding]) -> None:
        name = folder.name
        try:
            base, index = read_pack_folder(folder), read_index(folder)
            pack = self._maker.make(base, index, self._publication_that_fits(name, base))
        except InvalidContent as exc:
            findings += [Finding(f"{name}/{f.where}", f.problem, f.remedy) for f in exc.findings]
            return
        findings += self._check_pack(name, pack.campaign, pack.files)
        self._packs[name], self._indexes[name] = pack, index

    def _publication_that_fits(self, name: str, base: Mapping[str, bytes]) -> Publication | None:
        """What was published over this pack; nothing when the pack has changed so that it does not fit any more."""
        publication = self._publications.latest(name)
        if publication is None:
            return None
        try:
            self._maker.compose(base, publication.files)
        except InvalidContent as exc:
            self._maker.compose(base, {})  # the pack alone has to be right
            log.error("what was published over %s does not fit it any more, and rests: %s", name, exc)
            return None
        return publication

    def _check_pack(self, folder: str, campaign: Campaign, files: Mapping[str, bytes]) -> list[Finding]:
        findings = []

        def where(name: str, *path: str | int) -> str:
            return f"{folder}/{line_of(name, files[name], path)}"

        if campaign.id != folder:
            findings.append(Finding(where("campaign.yaml", "id"), f"the id {campaign.id!r} is not the folder's name"))
        for name, other in self._packs.items():
            if name != folder and other.campaign.code_prefix == campaign.code_prefix:
                problem = f"{name} has the code prefix {campaign.code_prefix} already"
                findings.append(Finding(where("campaign.yaml", "code_prefix"), problem))
        unknown = [i for i, name in enumerate(campaign.templates) if name not in self._template_files]
        for i in unknown:
            known = f"there are: {', '.join(sorted(self._template_files))}"
            problem = f"there is no template {campaign.templates[i]!r}"
            values = (("thing", "look"), ("name", campaign.templates[i]))
            findings.append(Finding(where("campaign.yaml", "templates", i), problem, known, "unknown_name", values))
        for i, occasion in enumerate(() if unknown else campaign.occasions):  # it may be the one that is misspelt
            if occasion.template and occasion.template not in campaign.templates:
                problem = f"{occasion.id} has the look {occasion.template!r}, which the campaign does not name"
                remedy = "add it to templates in campaign.yaml"
                named = where("occasions.yaml", i, "template")
                findings.append(Finding(named, problem, remedy, "look_not_named", (("name", occasion.template),)))
        broken = self._template_files.keys() - self._templates.keys()
        of_looks = without_look(files, campaign.games, self._templates, broken)
        of_sheets = without_sheets(files, campaign.look_backs, self._templates, broken)
        for one in (*of_looks, *of_sheets):
            findings.append(replace(one, where=f"{folder}/{one.where}"))
        for i, sticker in enumerate(campaign.stickers.all if campaign.stickers else ()):
            figure = self._figures.get(sticker.figure)
            key, named = ("movement", sticker.movement) if figure else ("figure", sticker.figure)
            there = sorted(figure.movements if figure else self._figures)
            if named not in there:
                problem = f"{sticker.id} names the {key} {named!r}, which is not there"
                findings.append(Finding(where(STICKERS, "stickers", i, key), problem, f"there are: {', '.join(there)}"))
        return findings

    def publish(self) -> None:
        """Archive the current versions, so that posters made now can be rendered the same for ever."""
        for name, template in self._templates.items():
            self._archive.publish("template", name, template.version, self._template_files[name])
        for name in self._packs:
            self._archive_pack(name)
        self.is_published = True

    def _archive_pack(self, name: str) -> None:
        pack = self._packs[name]
        self._archive.publish("campaign", name, pack.campaign.version, dict(pack.files))

    def refresh(self) -> list[str]:
        """Take up what was published since the last look; returns the campaigns that changed.

        Raises:
            Unavailable: the store does not answer; everything stays as it was.
        """
        changed = []
        with self._refreshing:
            for name, number in self._publications.latest_numbers().items():
                pack = self._packs.get(name)
                if pack is None or number <= (pack.publication.number if pack.publication else 0):
                    continue
                publication = self._publication_that_fits(name, pack.base)
                if publication is not None:
                    self._packs[name] = self._maker.make(pack.base, self._indexes[name], publication)
                    self._archive_pack(name)
                    changed.append(name)
        return changed

    def compose(self, name: str, over: Mapping[str, bytes]) -> Campaign:
        """The campaign as it would be with these files over its pack.

        Raises:
            NotFound: no such campaign.
            InvalidContent: every mistake.
        """
        base = self.pack(name).base
        campaign = self._maker.compose(base, over)
        findings = self._check_pack(name, campaign, {**base, **over})
        if findings:
            raise InvalidContent(findings)
        return campaign

    def pack_alone(self, name: str) -> Campaign:
        return self.compose(name, {})

    def overlay(self, live: Sequence[CopyVariant], withdrawn: Sequence[str]) -> Mapping[str, bytes]:
        return overlay_files(live, withdrawn)

    def embed(self, campaign: Campaign) -> bytes | None:
        return embed_new(campaign, self._indexes[campaign.id], self._maker.embedder)

    def campaigns(self) -> Sequence[Campaign]:
        return tuple(pack.campaign for pack in self._packs.values())

    def campaign(self, name: str) -> Campaign:
        return self.pack(name).campaign

    def ranker(self, name: str) -> Ranker:
        return self.pack(name).ranker

    def offer_ranker(self, name: str) -> Ranker | None:
        return self.pack(name).offers

    def pack(self, name: str) -> PublishedPack:
        """The current state of a campaign, with its files; or `NotFound`."""
        if name not in self._packs:
            raise NotFound("campaign", name)
        return self._packs[name]

    def campaign_version(self, name: str, version: str) -> Campaign:
        pack = self._packs.get(name)
        return pack.campaign if pack and pack.campaign.version == version else self._old_campaign(name, version)

    def templates(self) -> Sequence[PosterTemplate]:
        return tuple(self._templates.values())

    def figures(self) -> Mapping[str, Figure]:
        """Who says the lines of stickers, by name."""
        return self._figures

    def template_version(self, name: str, version: str) -> PosterTemplate:
        current = self._templates.get(name)
        return current if current and current.version == version else self._old_template(name, version)

    def _fetch_campaign(self, name: str, version: str) -> Campaign:
        return parse_pack(self._archive.fetch("campaign", name, version), self._maker.derived)

    def _fetch_template(self, name: str, version: str) -> PosterTemplate:
        return parse_template(name, self._archive.fetch("template", name, version), self._families, self._maker.derived)


@lru_cache(maxsize=64)
def _parsed_template(name: str, files: Files, families: frozenset[str], derived: DerivedFiles | None) -> PosterTemplate:
    return parse_template(name, dict(files), families, derived)


def _try_template(
    name: str,
    files: dict[str, bytes],
    families: frozenset[str],
    derived: DerivedFiles | None,
    findings: list[Finding],
) -> PosterTemplate | None:
    try:
        return _parsed_template(name, tuple(files.items()), families, derived)
    except InvalidContent as exc:
        findings += exc.findings
        return None
