"""Who this appliance is, for as long as its data folder lives."""

import re
import secrets
from pathlib import Path

from medianest.kit.paths import atomic_write, create_once

_well_formed = re.compile(r"[0-9a-f]{12}").fullmatch


def instance_id(data_dir: Path) -> str:
    """The appliance's own id, twelve hexadecimal digits; made on first use."""
    # Its mode is left alone: embedded Postgres, another user, has to pass through.
    data_dir.mkdir(parents=True, exist_ok=True)
    file = data_dir / "instance-id"
    fresh = secrets.token_hex(6)
    if not file.exists() and create_once(file, f"{fresh}\n", mode=0o644):
        return fresh
    stored = file.read_text(encoding="utf-8", errors="replace").strip()
    if _well_formed(stored):
        return stored
    # An emptied file is replaced: clients pair anew, which beats an appliance without a name.
    atomic_write(file, f"{fresh}\n", mode=0o644)
    return fresh
