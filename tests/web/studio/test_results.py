"""The results say what is known, and no more."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.loading import load_words
from postergen.service.battles import Throw
from postergen.service.reports import Period
from postergen.web.app import create_app
from postergen.web.studio.results.grids import PROVINCES, SQUARE_OF
from postergen.web.studio.results.views import VIEWS
from tests.conftest import NOON
from tests.products import product_for, settings_for
from tests.web.studio.conftest import PASSWORD, enter_as
from tests.web.studio.month import NAME, NOODLES, live_a_month

MONTH = f"from={NOON - timedelta(days=29):%Y-%m-%d}&to={NOON:%Y-%m-%d}"
FIGURES = {
    "overview": ("health", "time", "made", "funnel"),
    "variants": ("wishes", "compared"),
    "stickers": (),  # none was sent that month
    "options": ("options",),
    "themes": ("themes",),
    "hook-tone": ("cross",),
    "places": ("map", "cities"),
    "channels": ("channels",),
    "sites": ("sites",),
    "looks": ("looks",),
    "tree": ("generations", "trees"),
}


Products = Callable[[str], Product]


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Products]:
    """Products with one writer; nothing more is written there."""
    built: dict[str, Product] = {}

    def product(name: str) -> Product:
        if name not in built:
            built[name] = product_for(settings_for(tmp_path_factory.mktemp(name)))
            built[name].accounts.create("ann", PASSWORD, Role.WRITER)
        return built[name]

    yield product
    for each in built.values():
        each.close()


@pytest.fixture(scope="module")
def busy(products: Products) -> Product:
    """After a lively month."""
    product = products("busy")
    live_a_month(product, NOON)
    return product


@pytest.fixture(scope="module")
def ann(busy: Product) -> FlaskClient:
    return entered(busy)


@pytest.fixture(scope="module")
def early(products: Products) -> FlaskClient:
    """A writer before anything has happened."""
    return entered(products("early"))


def entered(product: Product) -> FlaskClient:
    client = create_app(product).test_client()
    assert enter_as(client, "ann").status_code == 303
    return client


def read(client: FlaskClient, path: str, lang: str = "en") -> str:
    answer = client.get(f"/studio/results{path}", headers={"Accept-Language": lang})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def table(client: FlaskClient, view: str, figure: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/studio/results/{view}/{figure}.csv?{MONTH}&{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_figure_has_a_sentence_a_table_and_a_csv(ann: FlaskClient, view: str, lang: str) -> None:
    page = read(ann, f"/{view}?{MONTH}", lang)
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    ids = [re.search(r"figure-([\w-]+)\"", figure)[1] for figure in figures]  # type: ignore[index]
    assert tuple(ids) == FIGURES[view]
    for figure, name in zip(figures, ids, strict=True):
        assert re.search(r"<figcaption><p>\S", figure)
        assert "<summary>" in figure
        assert f"/studio/results/{view}/{name}.csv?" in figure
        assert len(re.findall(r"<tr>", figure)) > 1
        for picture in re.findall(r"<svg[^>]*>", figure):
            assert 'aria-hidden="true"' in picture or re.search(r'role="img" aria-label="[^"]', picture)


def test_stickers_that_were_sent_are_told_of_in_sentences_and_in_a_table(products: Products) -> None:
    product = products("stickers")
    sent = product.battles.send(Throw("better-life", "zh-CN", line="zh-noodles-clump")).poster.code
    product.battles.send(Throw("better-life", "zh-CN", words="我妈炖了汤", answers=sent))
    product.fold_worker.fold_now()
    client = entered(product)
    assert "“面坨了，快来”: sent 1 times, answered 100%" in read(client, f"/stickers?{MONTH}")
    rows = table(client, "stickers", "stickers")
    assert [(row["id"], row["sent"], row["answered"]) for row in rows] == [
        ("zh-noodles-clump", "1", "1"),
        ("own", "1", "0"),
    ]
    assert rows[1]["text"] == "自己写的", "whose words they are is not told"


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_has_style_or_script_of_its_own(ann: FlaskClient, view: str) -> None:
    page = read(ann, f"/{view}?{MONTH}")
    assert "style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]* src=)", page) == []


@pytest.mark.parametrize(("view", "figure"), [(view, name) for view, names in FIGURES.items() for name in names])
def test_every_csv_has_rows(ann: FlaskClient, view: str, figure: str) -> None:
    assert table(ann, view, figure)


@pytest.mark.parametrize("path", ["/studio/results", "/studio/results/tree", "/studio/results/variants/compared.csv"])
def test_strangers_see_neither_pages_nor_tables(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 303


@pytest.mark.parametrize("path", ["/nothing", "/variants/nothing.csv", "/nothing/time.csv"])
def test_what_is_not_there_is_not_found(ann: FlaskClient, path: str) -> None:
    assert ann.get(f"/studio/results{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=yesterday", "to=2026-13-01", "from=2026-06-02&to=2026-06-01", "option=nothing", "locale=fr"]
)
def test_a_question_that_makes_no_sense_is_refused(ann: FlaskClient, query: str) -> None:
    assert ann.get(f"/studio/results/variants?{query}").status_code == 422


def test_an_unknown_campaign_is_not_found(ann: FlaskClient) -> None:
    assert ann.get("/studio/results?campaign=nothing").status_code == 404


def test_fields_left_empty_are_as_good_as_left_out(ann: FlaskClient) -> None:
    assert "<figure" in read(ann, "/variants?from=&to=&channel=*&option=&locale=en")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_campaign_teaches(early: FlaskClient, view: str, lang: str) -> None:
    page = read(early, f"/{view}", lang)
    words = load_words()[lang].pages["studio/results"]
    assert words["empty_title"] in page
    assert words["empty_text"] in page
    assert f'href="/c/{NAME}"' in page
    assert "<figure" not in page


def test_what_cannot_be_said_is_said_in_so_many_words(ann: FlaskClient) -> None:
    asked = f"/variants?option={NOODLES}&locale=zh-CN"
    for lang in ("en", "zh-CN"):
        words = load_words()[lang].pages["studio/results"]
        verdicts = [words[key] for key in ("cannot_tell", "too_young")]
        assert any(verdict in read(ann, asked, lang) for verdict in verdicts)
        assert words["lift_none"] in read(ann, asked, lang)


def test_lines_compete_for_one_wish_in_one_language(ann: FlaskClient, busy: Product) -> None:
    campaign = busy.library.campaign(NAME)
    theme = campaign.catalogue.option_by_id[NOODLES].theme
    for locale in ("zh-CN", "en"):
        rows = table(ann, "variants", "standing", f"option={NOODLES}&locale={locale}")
        fits = [v for v in campaign.variants_in(locale) if NOODLES in v.fits.options or theme in v.fits.themes]
        assert {row["headline"] for row in rows} <= {v.headline for v in fits}
        chances = [float(row["chance"]) for row in rows if row["chance"]]
        assert not chances or sum(chances) == pytest.approx(1, abs=1e-4)


def test_without_a_wish_nothing_is_compared(ann: FlaskClient) -> None:
    page = read(ann, f"/variants?{MONTH}")
    assert "Choose a small life to compare its texts." in page
    assert "chance of being best" not in page


def test_tables_tell_what_the_report_counts(ann: FlaskClient, busy: Product) -> None:
    rows = {row["name"]: row for row in table(ann, "channels", "channels", "lang=en")}
    period = Period(NOON - timedelta(days=29, hours=12), NOON + timedelta(hours=12))
    for report in busy.reports.breakdown(NAME, "channels", period):
        row = rows[report.value or "(not named)"]
        assert (int(row["posters"]), int(row["scans"])) == (report.posters, report.scans)
        assert float(row["low"]) <= float(row["rate"]) <= float(row["high"])


def test_a_channel_narrows_every_page_but_the_tree(ann: FlaskClient) -> None:
    whole, part = (table(ann, "overview", "time", query) for query in ("", "channel=weibo"))
    assert 0 < sum(int(row["scans"]) for row in part) < sum(int(row["scans"]) for row in whole)
    assert table(ann, "tree", "generations", "channel=weibo") == table(ann, "tree", "generations")
    assert 'name="channel"' not in read(ann, f"/tree?{MONTH}")


def test_two_days_are_told_by_the_hour(ann: FlaskClient) -> None:
    page = read(ann, f"?from={NOON - timedelta(days=1):%Y-%m-%d}&to={NOON:%Y-%m-%d}")
    assert "Scans an hour" in page


def test_a_letter_comes_with_its_parts_and_too_little_gives_none(ann: FlaskClient) -> None:
    page = read(ann, f"?{MONTH}")
    assert re.search(r"<figcaption><p>[SABCD], \d+ points: service \d+, activity \d+, conversion \d+\.", page)
    assert "Too little in this time for a letter. It takes" in read(ann, f"?from={NOON:%Y-%m-%d}")
    assert {row["part"] for row in table(ann, "overview", "health", "lang=en")} == {"Service", "Activity", "Conversion"}


def test_hook_and_tone_add_up_to_the_lines_of_their_language(ann: FlaskClient) -> None:
    lines = table(ann, "variants", "compared", "locale=zh-CN")
    cells = table(ann, "hook-tone", "cross", "locale=zh-CN")
    for column in ("posters", "scans"):
        assert sum(int(row[column]) for row in cells) == sum(int(row[column]) for row in lines)


def test_every_province_of_the_campaign_has_a_tile(busy: Product) -> None:
    places = busy.library.campaign(NAME).catalogue.places
    assert {place.province_id for place in places} <= set(PROVINCES)
    assert {letters for letters, _ in PROVINCES.values()} == set(SQUARE_OF)
    assert len(set(SQUARE_OF.values())) == len(PROVINCES) == 34


def test_trees_name_no_person(ann: FlaskClient) -> None:
    page = read(ann, f"/tree?{MONTH}")
    assert "小明" not in page
    assert "Tree 1:" in page
    assert re.search(r"Within its 72 hours, one poster leads to 0\.\d\d others \(95%: 0\.\d\d–0\.\d\d\)", page)
