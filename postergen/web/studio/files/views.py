"""Edit the files of a campaign: check them, see what changes, publish."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from typing import NamedTuple

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.domain.numbers import whole_number
from postergen.errors import Finding, InvalidInput, NotFound, Outdated
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.frame import studio_campaign, studio_page

studio_files = Blueprint("studio_files", __name__, url_prefix="/studio")

OPTIONAL = ("offers.yaml", "none-of-these.yaml")  # a pack may have none
SINGLE = ("campaign.yaml", "themes.yaml", "places.yaml", "occasions.yaml", *OPTIONAL)
CONTEXT = 3  # lines around a change


class DiffLine(NamedTuple):
    """One line of what changes: ``kind`` is same, del, ins or gap."""

    kind: str
    text: str


@studio_files.get("/catalogue/files")
@needs(Role.ADMIN)
def files() -> Response:
    found = _editable()
    return studio_page("files/files.html", files=[(name, text.count("\n")) for name, text in found.items()])


@studio_files.get("/catalogue/files/<path:name>")
@needs(Role.ADMIN)
def edit(name: str) -> Response:
    text = _current(name)
    published, line = (whole_number(request.args.get(asked, "")) for asked in ("published", "line"))
    return _editor(name, text, _number(), done=published, line=line)


@studio_files.post("/catalogue/files/<path:name>")
@needs(Role.ADMIN)
def save(name: str) -> AnyResponse:
    """Check, review or publish, as the button says; whatever happens, the admin keeps their text."""
    _current(name)
    text, step = _sent(), request.form.get("step", "check")
    based_on = _seen()
    campaign, content = studio_campaign().id, {name: text.encode()}
    try:
        if step == "publish":
            note = request.form.get("note", "").strip()[:500] or name
            made = product().publishing.publish_files(campaign, content, current_user().name, note, based_on=based_on)
            return redirect(url_for("studio_files.edit", name=name, published=made.number), 303)
        product().publishing.review_files(campaign, content)
    except InvalidInput as exc:
        return _editor(name, text, based_on, 422, mistakes=exc.findings)
    except Outdated:
        product().library.refresh()
        return _editor(name, text, _number(), 409, outdated=True, diff=_changes(name, text))
    return _editor(name, text, based_on, diff=_changes(name, text) if step == "review" else None, checked=True)


def _editor(
    name: str,
    text: str,
    based_on: int,
    status: int = 200,
    *,
    mistakes: Sequence[Finding] = (),
    diff: list[DiffLine] | None = None,
    **values: object,
) -> Response:
    return studio_page(
        "files/file.html",
        status,
        file=name,
        text=text,
        based_on=based_on,
        mistakes=mistakes,
        diff=diff,
        note=request.form.get("note", ""),
        **values,
    )


def line_diff(before: str, after: str) -> list[DiffLine]:
    """What changes, by lines, with a few lines around."""
    kinds = {"-": "del", "+": "ins", " ": "same", "@": "gap"}
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=CONTEXT))[2:]
    return [DiffLine(kinds[line[0]], line[1:] if line[0] != "@" else line) for line in lines]


def _changes(name: str, text: str) -> list[DiffLine]:
    return line_diff(_current(name), text)


def _sent() -> str:
    """The text of the form, its line ends as in a file: browsers send CRLF (HTML, 4.10.21.4)."""
    text = request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") or not text else text + "\n"


def _editable() -> dict[str, str]:
    """The files that may be edited here, as they are published; copy is edited elsewhere."""
    found = product().library.pack(studio_campaign().id).files
    names = [*SINGLE, *sorted(name for name in found if name.startswith("options/"))]
    return {name: found[name].decode() for name in names if name in found}


def _current(name: str) -> str:
    editable = _editable()
    if name not in editable and name not in OPTIONAL:
        raise NotFound("file", name)
    return editable.get(name, "")


def _seen() -> int:
    """The publication that the admin saw when they began; -1, which there never is, when the form does not say."""
    seen = whole_number(request.form.get("based_on", ""))
    return -1 if seen is None else seen


def _number() -> int:
    """The publication that is seen here."""
    publication = product().library.pack(studio_campaign().id).publication
    return publication.number if publication else 0
