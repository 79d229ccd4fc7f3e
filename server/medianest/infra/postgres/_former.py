"""Clusters of former releases: kept for a while after an upgrade, then cleared."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from medianest.infra.postgres._home import Home
from medianest.kit.clock import now
from medianest.kit.paths import atomic_write

_KEPT_FOR = timedelta(days=30)
_LOOK_EVERY_SECONDS = 86_400.0

log = structlog.get_logger()


async def keep_tidy(home: Home, backups: Path) -> None:
    """Clear what was kept long enough, at once and then daily, until cancelled."""
    while True:
        await asyncio.to_thread(clear_former, home, backups, now())
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def clear_former(home: Home, backups: Path, moment: datetime) -> None:
    """Clear the clusters, and their dumps, that have been out of use for 30 days by `moment`."""
    present = home.present_major() or 0
    for major in _majors(home):
        marker = home.folder / f"{major}.former"
        if major >= present:
            # In use, perhaps again: somebody went back.
            marker.unlink(missing_ok=True)
        elif moment - _out_of_use_since(marker, moment) > _KEPT_FOR:
            _clear(home.cluster(major), backups, major)
            marker.unlink(missing_ok=True)


def _majors(home: Home) -> Iterator[int]:
    for folder in home.folder.glob("[0-9]*"):
        if folder.name.isdecimal() and folder.is_dir():
            yield int(folder.name)


def _out_of_use_since(marker: Path, moment: datetime) -> datetime:
    try:
        return datetime.fromisoformat(marker.read_text().strip())
    except (FileNotFoundError, ValueError):
        atomic_write(marker, moment.isoformat())
        return moment


def _clear(cluster: Path, backups: Path, major: int) -> None:
    shutil.rmtree(cluster)
    for dump in backups.glob(f"postgres-{major}-before-*.dump"):
        dump.unlink(missing_ok=True)
    log.info("postgres_former_cluster_cleared", major=major, days=_KEPT_FOR.days)
