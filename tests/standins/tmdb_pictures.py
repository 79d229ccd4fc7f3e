"""Pictures of the invented world: small, real JPEG files whose size follows the one asked for."""

import io
import re
from functools import lru_cache
from zlib import crc32

from PIL import Image

_SIZE = re.compile(r"w\d{2,4}|h632|original")
_WIDTH_TO_HEIGHT = {"p": 2 / 3, "f": 2 / 3, "b": 16 / 9, "s": 16 / 9, "l": 1.0}
_ORIGINAL = 1000


@lru_cache(maxsize=256)
def picture(size: str, name: str) -> bytes | None:
    """The picture in that size, always the same; None where there is none."""
    ratio = _WIDTH_TO_HEIGHT.get(name[:1])
    if ratio is None or not _SIZE.fullmatch(size):
        return None
    if size == "h632":
        width = round(632 * ratio)
    else:
        width = _ORIGINAL if size == "original" else int(size[1:])
    colour = crc32(name.encode())
    drawn = Image.linear_gradient("L").resize((width, round(width / ratio)))
    flat = Image.new("RGB", drawn.size, (colour & 255, colour >> 8 & 255, colour >> 16 & 255))
    flat.paste((250, 240, 220), mask=drawn.point(lambda value: value // 2))
    written = io.BytesIO()
    flat.save(written, "JPEG", quality=60)
    return written.getvalue()
