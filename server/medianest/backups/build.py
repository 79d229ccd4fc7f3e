"""How the parts are put together from the settings."""

from pathlib import Path

from medianest import __version__
from medianest.backups.dumping import Source
from medianest.backups.errors import NotRunningError
from medianest.backups.folder import Folder
from medianest.backups.making import Maker
from medianest.backups.proving import Bench
from medianest.infra.postgres import ruling, running
from medianest.infra.postgres.address import Address
from medianest.settings import Settings


def folder_of(settings: Settings) -> Folder:
    """Where the backups lie."""
    chosen = settings.backups.folder
    return Folder(Path(chosen).expanduser() if chosen else settings.data_dir / "backups")


def dsn_of(settings: Settings) -> str:
    """The address of the database. Raises NotRunningError while there is none."""
    dsn = settings.database.url or running(settings.data_dir)
    if not dsn:
        raise NotRunningError
    return dsn


def bench_of(settings: Settings, dsn: str, *, bin_dir: Path | None = None) -> Bench:
    """Where a backup may be tried: beside the database of `dsn`."""
    if settings.database.url:
        return Bench(Address(settings.database.url), None, bin_dir)
    # The appliance's own user may make neither databases nor users to try it with.
    return Bench(Address(ruling(settings.data_dir) or dsn), settings.data_dir, bin_dir)


def maker(
    settings: Settings, dsn: str, *, bin_dir: Path | None = None, version: str = __version__
) -> Maker:
    """What makes backups of the database of `dsn`, whose data are of the release `version`."""
    return Maker(
        source=Source(Address(dsn), settings.data_dir, bin_dir, version),
        folder=folder_of(settings),
        bench=bench_of(settings, dsn, bin_dir=bin_dir),
        daily=settings.backups.keep_daily,
        weekly=settings.backups.keep_weekly,
    )
