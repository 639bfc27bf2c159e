"""Published content: the packs and looks on disk, and earlier versions out of the archive."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from postergen.adapters.pack_files import parse_pack, read_pack_folder
from postergen.adapters.semantic_files import read_index
from postergen.adapters.template_files import find_template_folders, parse_template, read_template_folder
from postergen.domain.campaign import Campaign
from postergen.domain.ports import ContentArchive
from postergen.errors import Finding, InvalidContent, NotFound
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Backend, Relevance
from postergen.ranking.semantic import Embedder, SemanticIndex
from postergen.rendering.template import PosterTemplate

log = logging.getLogger(__name__)


class FileLibrary:
    """A `Library` over two folders. Content is read once; `publish` puts it into the archive."""

    def __init__(
        self,
        campaigns_dir: Path,
        templates_dir: Path,
        *,
        families: frozenset[str],
        archive: ContentArchive,
        backend: Backend,
        embedder: Embedder | None,
    ) -> None:
        self._families, self._archive = families, archive
        findings: list[Finding] = []
        self._template_files = {f.name: read_template_folder(f) for f in find_template_folders(templates_dir)}
        self._templates = {
            name: template
            for name, files in self._template_files.items()
            if (template := _try_template(name, files, families, findings))
        }
        self._pack_files = {f.parent.name: read_pack_folder(f.parent) for f in campaigns_dir.glob("*/campaign.yaml")}
        self._campaigns: dict[str, Campaign] = {}
        for name, files in sorted(self._pack_files.items()):
            self._read_pack(name, files, findings)
        if not self._campaigns and not findings:
            findings.append(Finding(str(campaigns_dir), "holds no campaign pack"))
        if findings:
            raise InvalidContent(findings)
        indexes = {name: read_index(campaigns_dir / name) for name in self._campaigns}
        self._rankers = {
            name: _ranker(tuple(self._pack_files[name].items()), backend, indexes[name], embedder)  # type: ignore[arg-type]
            for name in self._campaigns
        }
        self._old_campaign = lru_cache(maxsize=16)(self._fetch_campaign)
        self._old_template = lru_cache(maxsize=64)(self._fetch_template)

    def _read_pack(self, folder: str, files: dict[str, bytes], findings: list[Finding]) -> None:
        try:
            campaign = _parsed_pack(tuple(files.items()))
        except InvalidContent as exc:
            findings += [Finding(f"{folder}/{f.where}", f.problem, f.remedy) for f in exc.findings]
            return
        where = f"{folder}/campaign.yaml"
        if campaign.id != folder:
            findings.append(Finding(where, f"the id {campaign.id!r} is not the folder's name"))
        for other in self._campaigns.values():
            if other.code_prefix == campaign.code_prefix:
                findings.append(Finding(where, f"{other.id} has the code prefix {campaign.code_prefix} already"))
        for name in campaign.templates:
            if name not in self._template_files:
                findings.append(Finding(where, f"there is no template {name!r}"))
        for occasion in campaign.occasions:
            if occasion.template and occasion.template not in campaign.templates:
                problem = f"{occasion.id} has the look {occasion.template!r}, which the campaign does not name"
                findings.append(Finding(f"{folder}/occasions.yaml", problem, "add it to templates in campaign.yaml"))
        self._campaigns[campaign.id] = campaign

    def publish(self) -> None:
        """Archive the current versions, so that posters made now can be rendered the same for ever."""
        for name, template in self._templates.items():
            self._archive.publish("template", name, template.version, self._template_files[name])
        for name, campaign in self._campaigns.items():
            self._archive.publish("campaign", name, campaign.version, self._pack_files[name])

    def campaigns(self) -> Sequence[Campaign]:
        return tuple(self._campaigns.values())

    def campaign(self, name: str) -> Campaign:
        if name not in self._campaigns:
            raise NotFound("campaign", name)
        return self._campaigns[name]

    def ranker(self, name: str) -> Ranker:
        self.campaign(name)
        return self._rankers[name]

    def campaign_version(self, name: str, version: str) -> Campaign:
        current = self._campaigns.get(name)
        return current if current and current.version == version else self._old_campaign(name, version)

    def templates(self) -> Sequence[PosterTemplate]:
        return tuple(self._templates.values())

    def template_version(self, name: str, version: str) -> PosterTemplate:
        current = self._templates.get(name)
        return current if current and current.version == version else self._old_template(name, version)

    def _fetch_campaign(self, name: str, version: str) -> Campaign:
        return parse_pack(self._archive.fetch("campaign", name, version))

    def _fetch_template(self, name: str, version: str) -> PosterTemplate:
        return parse_template(name, self._archive.fetch("template", name, version), self._families)


Files = tuple[tuple[str, bytes], ...]  # name and content


@lru_cache(maxsize=16)
def _parsed_pack(files: Files) -> Campaign:
    """The same files are the same campaign, however often a process opens its library."""
    return parse_pack(dict(files))


@lru_cache(maxsize=64)
def _parsed_template(name: str, files: Files, families: frozenset[str]) -> PosterTemplate:
    return parse_template(name, dict(files), families)


@lru_cache(maxsize=8)
def _ranker(files: Files, backend: Backend, index: SemanticIndex | None, embedder: Any) -> Ranker:
    """An index made by another model than the embedder's cannot be compared with what it says of a wish."""
    fitting = embedder if index is not None and embedder is not None and embedder.name == index.model else None
    campaign = _parsed_pack(files)
    ranker = Ranker(campaign, Relevance(campaign, backend, index, fitting))
    if index is None and backend != "lexical":
        log.warning("%s has no semantic index: copy is ranked by shared words; run: postergen index build", campaign.id)
    elif ranker.relevance.stale():
        log.warning(
            "%d variants of %s are newer than its semantic index, and ranked by words; run: postergen index build",
            ranker.relevance.stale(),
            campaign.id,
        )
    return ranker


def _try_template(
    name: str, files: dict[str, bytes], families: frozenset[str], findings: list[Finding]
) -> PosterTemplate | None:
    try:
        return _parsed_template(name, tuple(files.items()), families)
    except InvalidContent as exc:
        findings += exc.findings
        return None
