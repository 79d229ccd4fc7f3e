"""The description for software centres, with the release that is being built."""

from datetime import UTC, datetime
from pathlib import Path

from medianest_desktop import __version__


def date(file: Path) -> None:
    """Write version and day of this release into the copy in a package."""
    text = file.read_text().replace("@VERSION@", __version__)
    file.write_text(text.replace("@DATE@", datetime.now(UTC).date().isoformat()))
