"""Posters of the stand-in: small JPEGs, another for each item and each change of it."""

import io
from functools import cache

from PIL import Image

_LARGEST = 600


@cache
def jpeg(key: int, updated: int, width: int, height: int) -> bytes:
    shade = (key * 37 % 256, key * 91 % 256, updated * 53 % 256)
    made = io.BytesIO()
    size = (min(max(width, 1), _LARGEST), min(max(height, 1), _LARGEST * 3 // 2))
    Image.new("RGB", size, shade).save(made, "JPEG", comment=f"{key} {updated}".encode())
    return made.getvalue()
