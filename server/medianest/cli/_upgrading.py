"""From the data of whatever release to this one's: nothing is changed before it is saved."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from medianest.backups import offline
from medianest.infra import release, schema
from medianest.infra.database import Lock
from medianest.infra.doorstep import Progress
from medianest.infra.release import Release
from medianest.infra.supervisor import OwnerMustActError
from medianest.kit.paths import atomic_write
from medianest.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reached:
    """The database, and where the programs that belong to it are (None: nobody knows)."""

    dsn: str = field(repr=False)
    bin_dir: Path | None = None


async def prepare(settings: Settings, database: Reached, progress: Progress) -> None:
    """Make the database, on which the pool is open, this release's own.

    Raises OwnerMustActError with what to do; then the data are as they were.
    """
    # However many processes start at once.
    async with Lock("schema.preparation").alone():
        this, known = release.this_release(os.environ), await release.opened_by()
        pending = await _outstanding(this, known)
        saved = None
        if pending or (known and this not in known):
            saved = await _saved(settings, database, progress, pending=pending)
        if pending:
            progress.say("migrating")
            await _migrate(database.dsn, _Way(saved, release.newest(known)))
        await release.remember(this)
        _mark(settings).unlink(missing_ok=True)
    progress.say("starting")


async def _outstanding(this: Release, known: list[Release]) -> bool:
    try:
        return await schema.outstanding()
    except schema.NewerDataError as newer:
        raise OwnerMustActError(
            f"These data were changed by a newer MediaNest, and this one is {this.tag}. "
            f"{use_newer(release.newest(known))} Or restore a backup from before the upgrade."
        ) from newer


def use_newer(wanted: Release | None) -> str:
    """What to start instead of this release."""
    if wanted is None:
        return "Use the release that was used before."
    return f"Use {wanted.image} or newer."


async def _saved(
    settings: Settings, database: Reached, progress: Progress, *, pending: bool
) -> Path | None:
    if not settings.backups.enabled:
        log.warning("upgrade_without_backup", reason="backups.enabled is off")
        return None
    if saved := _saved_already(settings):
        return saved
    try:
        saved = await offline.before_upgrade(settings, database.dsn, database.bin_dir, progress)
    except OwnerMustActError as refused:
        if pending:
            raise OwnerMustActError(
                f"{refused} Nothing was changed yet. To go on without one, set "
                "backups.enabled to false for this start."
            ) from refused
        # Where nothing is going to be changed, a full disk should not keep the household out.
        log.error("upgrade_without_backup", reason=str(refused))  # noqa: TRY400 - it says it all
        return None
    if saved:
        atomic_write(_mark(settings), str(saved))
    return saved


def _mark(settings: Settings) -> Path:
    return settings.data_dir / "saved-before-upgrade"


def _saved_already(settings: Settings) -> Path | None:
    """The backup of an earlier start that got no further than this: nothing has changed since.

    A container whose migration fails is started again and again; each backup would push an
    older one out.
    """
    # Another process may have served an external database meanwhile.
    if settings.database.url or not _mark(settings).is_file():
        return None
    saved = Path(_mark(settings).read_text())
    return saved if saved.is_file() else None


@dataclass(frozen=True, slots=True)
class _Way:
    """Ways back, for when it goes wrong."""

    backup: Path | None
    former: Release | None

    def in_words(self) -> str:
        saved = f" A backup from just before is {self.backup}." if self.backup else ""
        image = self.former.image if self.former else "the release that was used before"
        return f"The data are as they were.{saved} Until this is mended, go on with {image}."


async def _migrate(dsn: str, way: _Way) -> None:
    try:
        await schema.bring_up_to_date(dsn)
    except schema.MigrationError as wrong:
        raise OwnerMustActError(
            f"The database cannot be brought up to date: {wrong}. {way.in_words()}"
        ) from wrong
