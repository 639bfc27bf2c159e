"""How far it is from one place to another."""

from __future__ import annotations

import pytest

from postergen.domain.places import RADIUS, Place, distance


def test_a_degree_of_the_equator_is_about_111_kilometres() -> None:
    assert distance(Place(0, 0), Place(0, 1)) == pytest.approx(111_195, abs=1)


def test_a_place_is_nowhere_but_where_it_is() -> None:
    assert distance(Place(30.5785, 114.2898), Place(30.5785, 114.2898)) == 0


def test_the_other_side_of_the_earth_is_half_around_it() -> None:
    assert distance(Place(30, 114), Place(-30, -66)) == pytest.approx(3.141592653589793 * RADIUS)


def test_the_date_line_is_no_wall() -> None:
    assert distance(Place(0, 179.9995), Place(0, -179.9995)) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize("place", [(91, 0), (0, -181), (float("nan"), 0), (0, float("inf"))])
def test_what_is_nowhere_on_earth_is_told(place: tuple[float, float]) -> None:
    assert not Place(*place).is_on_earth
