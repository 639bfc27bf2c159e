"""Give a code its place: the largest that its box holds at whole pixels, dark modules on light paper."""

from __future__ import annotations

from postergen.errors import Finding, InvalidContent
from postergen.rendering.avatar import is_about_square
from postergen.rendering.placed import PlacedPaper, PlacedQr
from postergen.rendering.qr import encode_qr
from postergen.rendering.template import QrElement
from postergen.rendering.typography import Box

LEAST_LOGO = 5  # modules; a smaller mark is a smudge


def place_paper(element: QrElement, box: Box, modules: int) -> tuple[PlacedPaper]:
    """The paper of a code of so many modules on a side, the quiet zone included."""
    x, y, module = _square_in(box, modules)
    return (PlacedPaper(element.id, Box(x, y, modules * module, modules * module), element.light),)


def place_code(element: QrElement, box: Box, text: str, logo: bytes | None, *, where: str) -> tuple[PlacedQr]:
    """The code that says this, with the logo where both the element and the code have room for it.

    Raises:
        InvalidContent: its modules would be too small.
    """
    matrix = encode_qr(text)
    x, y, module = _square_in(box, matrix.size_with_quiet_zone)
    if module < element.min_module:
        needed = element.min_module * matrix.size_with_quiet_zone
        problem = f"a module would be {module} px wide, less than {element.min_module}"
        remedy = f"give the code a box of at least {needed} x {needed} px, or shorten the public address"
        raise InvalidContent([Finding(where, problem, remedy)])
    mark = logo if element.logo and matrix.logo_modules >= LEAST_LOGO else None
    mark = mark if mark and is_about_square(mark) else None
    return (PlacedQr(element.id, matrix, x, y, module, element.dark, element.light, element.shape, mark),)


def _square_in(box: Box, modules: int) -> tuple[int, int, int]:
    """The corner of the largest square of so many modules on a side, and the size of one, in whole pixels."""
    module = int(min(box.width, box.height) // modules)
    side = module * modules
    return round(box.x + (box.width - side) / 2), round(box.y + (box.height - side) / 2), module
