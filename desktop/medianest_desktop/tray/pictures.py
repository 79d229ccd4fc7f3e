"""The icon in its four states, told apart by shape and not by colour alone.

The mark is the appliance's: a play sign over a nest. Well: the mark alone. Busy: three dots in a
badge. Attention: a triangle with an exclamation mark. Offline: the mark faint and crossed out.
"""

from functools import cache
from typing import Literal

from PIL import Image, ImageDraw

from medianest_desktop.live.face import Status

Panel = Literal["colour", "template"]
"""`template` is black on nothing, from which macOS makes what fits its menu bar."""

_GRAIN = 8
# On a grid of 64, as the appliance's own icon is drawn.
_PLAY = ((26, 15), (26, 39), (46, 27))
_NEST = (13, 10, 51, 50)
_TILE = (91, 78, 232, 255)
_GREY = (112, 117, 130, 255)
_WHITE = (255, 255, 255, 255)
_BLACK = (0, 0, 0, 255)
_FAINT_WHITE = (178, 181, 189, 255)
_FAINT_BLACK = (0, 0, 0, 90)
_CLEAR = (0, 0, 0, 0)
_AMBER = (245, 176, 20, 255)
_BLUE = (20, 104, 178, 255)


@cache
def picture(status: Status, size: int = 64, panel: Panel = "colour") -> Image.Image:
    """The square icon of `status`, `size` pixels wide, on a transparent ground."""
    pen = _Pen(size * _GRAIN)
    pen.mark(status, template=panel == "template")
    if status is Status.BUSY:
        pen.busy(template=panel == "template")
    elif status is Status.ATTENTION:
        pen.attention(template=panel == "template")
    elif status is Status.OFFLINE:
        pen.crossed(template=panel == "template")
    return pen.image.resize((size, size), Image.Resampling.BOX)


class _Pen:
    """Draws on the grid of 64, enlarged; scaling down smooths the edges."""

    def __init__(self, width: int) -> None:
        self._scale = width / 64
        self.image = Image.new("RGBA", (width, width), _CLEAR)
        self._draw = ImageDraw.Draw(self.image)

    def mark(self, status: Status, *, template: bool) -> None:
        """The tile with the play sign and the nest; a template is cut out of nothing."""
        ink = _BLACK if template else _WHITE
        if status is Status.OFFLINE:
            ink = _FAINT_BLACK if template else _FAINT_WHITE
        if not template:
            ground = _GREY if status is Status.OFFLINE else _TILE
            self._draw.rounded_rectangle(self._at(0, 0, 64, 64), self._long(15), fill=ground)
        self._draw.polygon(self._points(_PLAY), fill=ink)
        self._draw.arc(self._at(*_NEST), 8, 172, fill=ink, width=self._long(7))

    def busy(self, *, template: bool) -> None:
        """Three dots, as one who is about to say something."""
        self._badge(_BLACK if template else _BLUE)
        for x in (30, 42, 54):
            self._dot(x, 50, 4.4, _CLEAR if template else _WHITE)

    def attention(self, *, template: bool) -> None:
        """A triangle, which no other state has."""
        ink = _BLACK if template else _AMBER
        self._draw.polygon(self._points(((45, 15), (21, 63), (69, 63))), fill=_CLEAR)
        self._draw.polygon(self._points(((45, 22), (26, 60), (64, 60))), fill=ink)
        sign = _CLEAR if template else _BLACK
        self._draw.rectangle(self._at(42.5, 34, 47.5, 48), fill=sign)
        self._draw.rectangle(self._at(42.5, 51, 47.5, 56), fill=sign)

    def crossed(self, *, template: bool) -> None:
        """One stroke through the faint mark, which stays readable at 16 pixels."""
        ends = self._points(((10, 10), (54, 54)))
        self._draw.line(ends, fill=_BLACK if template else _WHITE, width=self._long(8))

    def _badge(self, ground: tuple[int, int, int, int]) -> None:
        self._draw.rounded_rectangle(self._at(16, 34, 68, 68), self._long(15), fill=_CLEAR)
        self._draw.rounded_rectangle(self._at(20, 38, 64, 62), self._long(11), fill=ground)

    def _dot(self, x: float, y: float, radius: float, ink: tuple[int, int, int, int]) -> None:
        self._draw.ellipse(self._at(x - radius, y - radius, x + radius, y + radius), fill=ink)

    def _at(self, *corners: float) -> tuple[float, ...]:
        return tuple(corner * self._scale for corner in corners)

    def _points(self, points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def _long(self, length: float) -> int:
        return round(length * self._scale)
