"""A game's look shows cards, and a server says so of one that does not before it starts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from postergen.adapters.content.collect_files import told_of
from postergen.adapters.content.game_references import unfit_looks
from postergen.adapters.content.pack_files import parse_pack
from postergen.adapters.content.published_pack import overlay_files
from postergen.config import CONTENT, Settings
from postergen.domain.briefs import Field
from postergen.domain.editorial import Action
from postergen.domain.localized import Localized
from postergen.errors import InvalidContent
from postergen.rendering.template import PosterTemplate
from tests.adapters.content.test_game_files import GAME, SPRING, files_with, spring
from tests.games.samples import a_game
from tests.products import pack_on_one_look, product_for, settings_for

SHIPPED = {
    "hot-noodles": "wuhan-hot-dry-noodles",
    "river-fish": "xiangxi-rope-ferry",
    "long-sleep": "wuhan-ferry-scooter",
}
FIELDS = {name: kind for name, (kind, _most) in told_of(a_game()).items()}
ASKED = tuple(Field(name, kind, 40, Localized({"zh-CN": name, "en": name})) for name, kind in FIELDS.items())  # type: ignore[arg-type]


def shipped_game(packs: Path, text: str) -> Path:
    """The game as one of the shipped pack; its file."""
    for name, shipped in SHIPPED.items():
        text = text.replace(name, shipped)
    file = packs / "better-life/games/spring.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def lantern(template: PosterTemplate, *fields: Field, without: str = "") -> dict[str, PosterTemplate]:
    formats = {name: one for name, one in template.formats.items() if name != without}
    return {"lantern": replace(template, id="lantern", formats=formats, fields=fields)}


def test_a_look_shows_cards_when_it_serves_both_formats_and_asks_for_what_they_tell(
    templates: dict[str, PosterTemplate],
) -> None:
    receipt, game = templates["receipt"], spring()
    assert list(unfit_looks(game, lantern(receipt, *ASKED))) == []
    (lacks,) = unfit_looks(game, lantern(receipt, *ASKED, without="square"))
    assert (lacks.path, lacks.problem) == (("look",), "the look 'lantern' does not serve square")
    for name, kind in FIELDS.items():
        others = [one for one in ASKED if one.name != name]
        (silent,) = unfit_looks(game, lantern(receipt, *others))
        assert silent.problem == f"the look 'lantern' does not ask for {name} (a {kind})"
        wrong = next(one for one in ASKED if one.kind != kind)
        (other,) = unfit_looks(game, lantern(receipt, *others, replace(wrong, name=name)))
        assert other.problem == silent.problem


def test_a_look_is_long_enough_for_what_the_cards_tell(templates: dict[str, PosterTemplate]) -> None:
    short = [replace(one, most=2) for one in ASKED]
    found = [one.problem for one in unfit_looks(spring(), lantern(templates["receipt"], *short))]
    assert found == [
        f"the look 'lantern' takes a {name} of at most 2, and the game has {needed}"
        for name, needed in {"card": 7, "name": 7, "number": 3, "of": 3}.items()
    ]


def test_a_look_that_there_is_not_may_be_one_that_is_misspelt(templates: dict[str, PosterTemplate]) -> None:
    looks = lantern(templates["receipt"], *ASKED)
    (unknown,) = unfit_looks(replace(spring(), look="lantren"), looks)
    assert (unknown.problem, unknown.remedy) == ("there is no look 'lantren'", "is it 'lantern'?")
    (strange,) = unfit_looks(replace(spring(), look="moon"), looks)
    assert strange.remedy == "there are: lantern"


TEXTS = "variants/all.yaml"
UNFIT = {  # what of the first text of a card is otherwise, and what is said of it
    "of an occasion": ("{options: [river-fish]}", "{occasions: [graduation]}", "belongs to an occasion: graduation"),
    "of a named person": ('headline: "好 1"', 'headline: "{nickname}好"', "calls a person by name"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_card_is_anybodys_on_any_day(case: str) -> None:
    old, new, said = UNFIT[case]
    files = files_with(GAME)
    before, name, after = files[TEXTS].decode().partition("- id: river-fish.zh-1\n")
    files[TEXTS] = (before + name + after.replace(old, new, 1)).encode()
    with pytest.raises(InvalidContent) as caught:
        parse_pack(files)
    (found,) = caught.value.findings
    assert found.where == f"{SPRING}:18"
    assert found.problem == f"the text 'river-fish.zh-1' {said}"


def test_a_text_of_a_card_that_is_withdrawn_is_missed_and_one_that_is_changed_is_not() -> None:
    files = files_with(GAME)
    card = parse_pack(files).variant_by_id["river-fish.zh-1"]
    changed = overlay_files([replace(card, headline="换一句")], [])
    assert parse_pack({**files, **changed}).variant_by_id[card.id].headline == "换一句"
    with pytest.raises(InvalidContent) as caught:
        parse_pack({**files, **overlay_files([], [card.id])})
    (found,) = caught.value.findings
    assert str(found) == (
        f"{SPRING}:18: the game spring names the text 'river-fish.zh-1', which is withdrawn (is it 'river-fish.zh-2'?)"
    )


def test_nothing_is_said_of_texts_while_some_cannot_be_read() -> None:
    files = files_with(GAME)
    files[TEXTS] = files[TEXTS].replace(b"- id: river-fish.zh-1", b"- id: River-fish.zh-1")
    with pytest.raises(InvalidContent) as caught:
        parse_pack(files)
    assert [found.where.partition(":")[0] for found in caught.value.findings] == [TEXTS]


def test_a_server_does_not_start_with_a_game_whose_look_shows_no_cards(tmp_path: Path) -> None:
    packs = pack_on_one_look(tmp_path)
    shipped_game(packs, GAME.replace("look: lantern", "look: recipt").replace("opens:", "# until then\nopens:"))
    with pytest.raises(InvalidContent) as caught:
        product_for(settings_for(tmp_path, campaigns_dir=packs))
    (found,) = caught.value.findings
    assert str(found) == "better-life/games/spring.yaml:9: there is no look 'recipt' (is it 'receipt'?)"


@pytest.fixture
def playing(tmp_path: Path) -> Settings:
    """A server's settings, with a game in its pack and a look that shows the cards."""
    packs, looks = pack_on_one_look(tmp_path), tmp_path / "looks"
    shutil.copytree(CONTENT / "templates/posters/receipt", looks / "receipt")
    with (looks / "receipt/template.yaml").open("a", encoding="utf-8") as file:
        file.write("\nfields:\n")
        for name, kind in FIELDS.items():
            file.write(f"  {name}: {{kind: {kind}, most: 40, label: {{zh-CN: 卡, en: Card}}}}\n")
    shipped_game(packs, GAME.replace("lantern", "receipt"))
    return settings_for(tmp_path, campaigns_dir=packs, templates_dir=looks)


def test_a_version_of_the_pack_has_its_games_when_the_folder_has_them_no_more(playing: Settings) -> None:
    played = product_for(playing).library.campaign("better-life")
    assert "spring" in played.game_by_id
    (playing.campaigns_dir / "better-life/games/spring.yaml").unlink()
    library = product_for(playing).library
    assert "spring" not in library.campaign("better-life").game_by_id
    assert library.campaign_version("better-life", played.version).game_by_id["spring"] == played.game_by_id["spring"]


def test_a_text_that_a_card_shows_is_not_paused(playing: Settings) -> None:
    product = product_for(playing)
    name = "wuhan-hot-dry-noodles.zh-1"
    with pytest.raises(InvalidContent, match=f"games/spring.yaml:13: the game spring names the text {name!r}"):
        product.editorial.act("better-life", name, 0, Action.PAUSE, "bob", "a rest")
    assert name in product.library.campaign("better-life").variant_by_id
