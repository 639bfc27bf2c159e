"""Load the model that reads wishes in a process of its own, and read the indexes of packs."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from postergen.adapters.content.index_builder import unlearned_sayings
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.semantic_files import read_index
from postergen.adapters.remote.embeddings import ANY_OTHER, DEFAULT_MODEL, PACKAGED, is_installed
from postergen.config import Settings, hand_down
from postergen.doctor.decisions.wishes import Indexes, Model, PackIndex
from postergen.doctor.values import Plan
from postergen.errors import InvalidContent, Unavailable
from postergen.loading import open_embedder
from postergen.ranking.semantic import digest_of, texts_of

PATIENCE = 60.0  # seconds that a model may take to load; torch alone takes many on a busy machine
COMMAND = [sys.executable, "-m", "postergen.doctor.gathering.wishes"]


def gather_model(plan: Plan) -> Model:
    """A model that ends its process, as some do on a processor that they do not know, ends another one than ours."""
    model = _model(plan.settings)
    if not (model.is_wanted and model.is_installed):
        return model
    try:
        tried = subprocess.run([*COMMAND, model.name], capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return replace(model, failure=f"not within {PATIENCE:.0f} seconds")
    if tried.returncode:
        last = tried.stderr.strip().rpartition("\n")[2]
        return replace(model, failure=last or f"its process ends with {tried.returncode}")
    return replace(model, seconds=float(tried.stdout.split()[-1]))


def gather_indexes(plan: Plan) -> Indexes:
    """Raises InvalidContent for a pack that cannot be read."""
    settings = plan.settings
    folders = sorted(path.parent for path in settings.campaigns_dir.glob("*/campaign.yaml"))
    return Indexes(_model(settings), settings.relevance, tuple(map(_index, folders)))


def _model(settings: Settings) -> Model:
    name = settings.semantic_model
    extra = PACKAGED.get(name, ANY_OTHER).extra
    return Model(name, settings.embed_wishes, name == DEFAULT_MODEL, extra, is_installed(name))


def _index(folder: Path) -> PackIndex:
    try:
        index = read_index(folder)
    except InvalidContent as exc:
        return PackIndex(folder.name, "", 0, 0, failure="; ".join(finding.problem for finding in exc.findings))
    if index is None:
        return PackIndex(folder.name, "", 0, 0)
    campaign = parse_pack(read_pack_folder(folder))
    wanted = {digest_of(role, *texts) for role, texts in texts_of(campaign, index.reads)}
    is_learned = not unlearned_sayings(campaign, index)
    return PackIndex(folder.name, index.model, len(wanted), len(wanted & index.rows.keys()), is_learned)


def main(name: str) -> None:
    """Load this model and read a wish; say how many seconds that took. Nothing is fetched from elsewhere."""
    hand_down("HF_HUB_OFFLINE", "1")
    began = time.monotonic()
    try:
        open_embedder(Settings(semantic_model=name)).embed("query", ["a dog"])
    except Unavailable as exc:
        sys.exit(exc.reason)
    print(time.monotonic() - began)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
