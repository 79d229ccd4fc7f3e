"""The description as it was committed; `make contract` renews it."""

from pathlib import Path
from typing import Any

import msgspec

FILE = Path(__file__).with_name("openapi.json")


def read() -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode(FILE.read_bytes())
    return document


def write(document: dict[str, Any]) -> None:
    ordered = msgspec.json.encode(document, order="sorted")
    FILE.write_bytes(msgspec.json.format(ordered, indent=1) + b"\n")
