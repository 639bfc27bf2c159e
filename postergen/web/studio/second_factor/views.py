"""Set up a second factor with an app, renew the recovery codes, and turn it off."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.domain.second_factors import SecondFactor
from postergen.errors import Forbidden, NotFound
from postergen.web.product import product
from postergen.web.qr_path import qr_path
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.door import counting_tries, entered
from postergen.web.studio.frame import studio_page

studio_second_factor = Blueprint("studio_second_factor", __name__, url_prefix="/studio")


@studio_second_factor.get("/second-factor")
@needs(Role.WRITER, before_enrolling=True)
def second_factor() -> Response:
    return _page()


@studio_second_factor.post("/second-factor")
@needs(Role.WRITER, before_enrolling=True)
def change() -> AnyResponse:
    """What the form asks for; all forms of the page share its address, which thus may be loaded again."""
    do = DOES.get(request.form.get("do", ""))
    if do is None:
        raise NotFound("action", request.form.get("do", "")[:40])
    return do(current_user().name)


def _begin(name: str) -> AnyResponse:
    product().accounts.second_factors.begin(name)
    return redirect(url_for("studio_second_factor.second_factor"), 303)


def _confirm(name: str) -> AnyResponse:
    """The password shows that nobody else sets it up who found the studio open."""
    form = request.form
    try:
        with counting_tries(name):
            recovery, _, token = product().accounts.turn_on_second_factor(
                name, form.get("password", ""), form.get("code", "")
            )
    except Forbidden:
        return _page(422, problem="confirm_wrong")
    return entered(_recovery_page(recovery), name, token)


def _renew(name: str) -> AnyResponse:
    try:
        with counting_tries(name):
            recovery = product().accounts.renew_recovery_codes(name, request.form.get("code", ""))
    except Forbidden:
        return _page(422, problem="code_wrong_or_used")
    return _recovery_page(recovery)


def _turn_off(name: str) -> AnyResponse:
    form = request.form
    try:
        with counting_tries(name):
            _, token = product().accounts.turn_off_second_factor(name, form.get("password", ""), form.get("code", ""))
    except Forbidden:
        return _page(422, problem="off_wrong")
    return entered(redirect(url_for("studio_second_factor.second_factor", off=1), 303), name, token)


DOES: dict[str, Callable[[str], AnyResponse]] = {
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "turn-off": _turn_off,
}


def _page(status: int = 200, problem: str = "") -> Response:
    name, factors = current_user().name, product().accounts.second_factors
    on, waiting = factors.find(name), factors.waiting(name)
    return studio_page(
        "second_factor/second-factor.html",
        status,
        is_on=on is not None,
        left=factors.count_recovery_codes(name) if on else 0,
        waiting=waiting,
        address=factors.address(waiting) if waiting else "",
        drawn=_drawn(waiting) if waiting else None,
        is_demanded=factors.is_demanded(current_user()),
        was_turned_off="off" in request.args and on is None,
        problem=problem,
    )


def _recovery_page(recovery: tuple[str, ...]) -> Response:
    return studio_page("second_factor/recovery.html", recovery=recovery)


def _drawn(factor: SecondFactor) -> tuple[int, str]:
    """The QR code as an SVG path over a square of so many modules."""
    return qr_path(product().accounts.second_factors.address(factor))
