"""Sizes as a person counts and says them."""

from typing import Final

GIGABYTE: Final = 1_000_000_000
"""In bytes, as disks are sold."""
_UNITS: Final = ((GIGABYTE, "GB"), (1_000_000, "MB"), (1_000, "kB"))
_ROUND_FROM: Final = 10


def in_words(size: int) -> str:
    """`size` bytes as disks are sold: 3 GB, 1.5 GB, 700 MB; two digits are enough to judge by."""
    for unit, name in _UNITS:
        if size >= unit:
            amount = size / unit
            shown = f"{amount:.0f}" if amount >= _ROUND_FROM else f"{amount:.1f}".removesuffix(".0")
            return f"{shown} {name}"
    return "0 MB"
