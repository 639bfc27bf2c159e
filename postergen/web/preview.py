"""Show looks while they are drawn: every format and hard case, on disk or on a page that follows the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, abort, render_template
from werkzeug.serving import run_simple

from postergen.adapters.content.template_files import (
    folder_version,
    parse_template,
    read_template_folder,
)
from postergen.config import CONTENT, Settings
from postergen.domain.campaign import Campaign
from postergen.errors import Finding, InvalidContent, InvalidInput
from postergen.loading import check_pack, load_renderer
from postergen.rendering.check import check_layout, with_cases
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import Label
from postergen.rendering.renderer import Picture, Renderer
from postergen.rendering.template import PosterTemplate
from postergen.service.contents import Addresses
from postergen.service.specimens import ARABIC, EMOJI, LONGEST, ONE_OPTION, ORDINARY, WIDEST, CaseName, hardest
from postergen.workshop import look_folders

WIDTH = 360  # px; what a phone shows of a poster in a chat
RETINA = 2  # `@2x`
# an ordinary one, one wish, the longest and the strangest, in both languages
SHOWN = (
    CaseName("zh-CN", ORDINARY),
    CaseName("en", ORDINARY),
    CaseName("zh-CN", ONE_OPTION),
    CaseName("zh-CN", LONGEST),
    CaseName("en", WIDEST),
    CaseName("zh-CN", EMOJI),
    CaseName("en", ARABIC),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One look in one format: what is wrong with it, or nothing."""

    look: str
    format: str
    version: str
    findings: tuple[Finding, ...]


class Gallery:
    """The looks below a folder, read anew whenever their files change."""

    def __init__(self, settings: Settings, names: Sequence[str] = ()) -> None:
        self._settings, self._names = settings, names
        _, findings = look_folders(settings, names)
        if names and findings:
            raise InvalidInput(findings)
        self._renderer: Renderer = load_renderer(settings)
        self._campaign: Campaign = check_pack(settings.campaigns_dir / settings.campaign)
        self.cases = _shown(hardest(self._campaign, Addresses(settings.public_url)))

    def version(self) -> str:
        """Changes with any file of any look."""
        return folder_version({name: version.encode() for name, version in self._versions().items()})

    def sheets(self) -> Iterator[Sheet]:
        """Every look in every format; a look that cannot be read is one sheet without a format."""
        for name, version in self._versions().items():
            try:
                template = self._template(name)
            except InvalidContent as exc:
                yield Sheet(name, "", version, exc.findings)
                continue
            for format_name in template.formats:
                yield Sheet(name, format_name, version, tuple(self._findings(template, format_name)))

    def picture(self, look: str, format_name: str, case: int, *, scale: int = 1) -> Picture:
        """One case as a small WebP.

        Raises:
            KeyError: no such look, format or case.
            InvalidContent: the look cannot be read or laid out.
        """
        if look not in self._versions():
            raise KeyError(look)
        template = self._template(look)
        if format_name not in template.formats:
            raise KeyError(format_name)
        content = dict(enumerate(self.cases.values()))[case]
        label = Label(content.code, self._campaign.id, False, datetime(2026, 1, 1, tzinfo=UTC))
        width = WIDTH * scale
        words = self._campaign.glossary[content.locale]
        return self._renderer.render(
            template, format_name, content, extension="webp", label=label, glossary=words, width=width
        )

    def _findings(self, template: PosterTemplate, format_name: str) -> Iterator[Finding]:
        found: dict[str, list[Finding]] = {}
        for case, content in self.cases.items():
            try:
                layout = self._renderer.lay_out(template, format_name, content)
            except InvalidContent as exc:
                yield from exc.findings
                return
            found[" ".join(case)] = list(check_layout(layout, format_name))
        yield from with_cases(found)

    def _template(self, name: str) -> PosterTemplate:
        return parse_template(name, read_template_folder(self._folders()[name]), self._renderer.fonts.families)

    def _versions(self) -> dict[str, str]:
        return {name: folder_version(read_template_folder(folder)) for name, folder in self._folders().items()}

    def _folders(self) -> dict[str, Path]:
        return look_folders(self._settings, self._names)[0]


def _shown(cases: Mapping[CaseName, PosterContent]) -> dict[CaseName, PosterContent]:
    return {name: cases[name] for name in SHOWN if name in cases}


def write_gallery(gallery: Gallery, folder: Path) -> Path:
    """The gallery as a page with its pictures; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = list(gallery.sheets())
    for sheet in sheets:
        for case in range(len(gallery.cases)) if sheet.format else ():
            name = f"{sheet.look}.{sheet.format}.{case}.webp"
            (folder / name).write_bytes(gallery.picture(sheet.look, sheet.format, case, scale=RETINA).data)
    app = gallery_app(gallery)
    with app.test_request_context():
        html = render_template("preview.html", sheets=sheets, cases=gallery.cases, width=WIDTH, static=True)
    page = folder / "index.html"
    page.write_text(html, encoding="utf-8")
    return page


def gallery_app(gallery: Gallery) -> Flask:
    """The gallery as a page that reloads when a file is saved."""
    app = Flask("postergen-preview", template_folder=str(CONTENT / "templates/web"), static_folder=None)

    @app.get("/")
    def page() -> str:
        return render_template("preview.html", sheets=gallery.sheets(), cases=gallery.cases, width=WIDTH, static=False)

    @app.get("/version")
    def version() -> Response:
        return Response(gallery.version(), mimetype="text/plain")

    @app.get("/preview.js")
    def script() -> Response:
        return Response((CONTENT / "assets/static/preview.js").read_bytes(), mimetype="text/javascript")

    @app.get("/<look>.<format_name>.<int:case>.webp")
    def picture(look: str, format_name: str, case: int) -> Response:
        try:
            return Response(gallery.picture(look, format_name, case, scale=RETINA).data, mimetype="image/webp")
        except (KeyError, InvalidContent):
            abort(404)

    return app


def watch(gallery: Gallery, port: int) -> None:
    """Serve the gallery on this machine until a signal comes."""
    run_simple("127.0.0.1", port, gallery_app(gallery), threaded=False)
