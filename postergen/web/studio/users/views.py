"""Say who may do what in the studio."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.errors import Finding, Forbidden, InvalidInput
from postergen.web.pages import words
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.frame import studio_page

studio_users = Blueprint("studio_users", __name__, url_prefix="/studio")

ROLES = {role.value: role for role in Role}


@studio_users.get("/people")
@needs(Role.ADMIN)
def people() -> Response:
    return _page()


@studio_users.post("/people")
@needs(Role.ADMIN)
def add() -> AnyResponse:
    form = request.form
    role = ROLES.get(form.get("role", ""), Role.WRITER)
    name = form.get("name", "").strip()
    try:
        product().accounts.create(name, form.get("password", ""), role, by=current_user().name)
    except InvalidInput as exc:
        return _page(422, findings=exc.findings, name=name)
    return redirect(url_for("studio_users.people", added=name), 303)


@studio_users.post("/people/<name>")
@needs(Role.ADMIN)
def change(name: str) -> AnyResponse:
    """Another role, another password, closed or open again: whatever the form has."""
    form = request.form
    try:
        product().accounts.change(
            name,
            role=ROLES.get(form.get("role", "")),
            password=form.get("password") or None,
            disabled={"close": True, "open": False}.get(form.get("account", "")),
            by=current_user().name,
        )
    except InvalidInput as exc:
        if any(finding.where == "role" for finding in exc.findings):
            return _page(422, problem=words("studio/users")["only_admin"].format(name=name))
        return _page(422, findings=exc.findings)
    return redirect(url_for("studio_users.people", changed=name), 303)


@studio_users.post("/people/<name>/second-factor")
@needs(Role.ADMIN)
def reset_second_factor(name: str) -> AnyResponse:
    """For somebody who has lost theirs; one's own is turned off with a code."""
    if name == current_user().name:
        raise Forbidden("your own second factor is turned off on its page, with a code")
    try:
        product().accounts.reset_second_factor(name, current_user().name)
    except InvalidInput:
        return _page(422, problem=words("studio/users")["no_second_factor"].format(name=name))
    return redirect(url_for("studio_users.people", reset=name), 303)


def _page(status: int = 200, *, findings: Sequence[Finding] = (), problem: str = "", name: str = "") -> Response:
    users = product().accounts.list()
    return studio_page(
        "users/users.html",
        status,
        users=users,
        with_second_factor=product().accounts.second_factors.list_on(),
        roles=list(ROLES),
        findings=findings,
        problem=problem,
        typed_name=name,
        done=_done({user.name for user in users}),
        now=product().clock(),
    )


def _done(names: set[str]) -> str:
    """What the address says was just done to somebody there is."""
    for key in ("added", "changed", "reset"):
        name = request.args.get(key, "")
        if name in names:
            return words("studio/users")[f"{key}_person"].format(name=name)
    return ""
