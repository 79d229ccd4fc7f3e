"""The backup that is made before the appliance serves."""

from pathlib import Path

from medianest import __version__
from medianest.backups import queries
from medianest.backups.build import maker
from medianest.backups.making import in_words
from medianest.backups.progress import Progress, telling
from medianest.infra.database import LOST
from medianest.infra.postgres.address import Address
from medianest.infra.postgres.queries import is_empty
from medianest.infra.release import age
from medianest.infra.supervisor import OwnerMustActError
from medianest.kit.errors import MediaNestError
from medianest.settings import Settings


async def before_upgrade(
    settings: Settings, dsn: str, bin_dir: Path | None, progress: Progress
) -> Path | None:
    """Save the database of `dsn` before its schema changes; None while it has no table.

    `bin_dir` is where the embedded database's tools are; None looks for fitting ones. Raises
    OwnerMustActError when it cannot be saved. It is proven later, with the next nightly one.
    """
    address = Address(dsn)
    try:
        async with address.line() as line:
            if await is_empty(line):
                return None
            former = _newest(await queries.versions(line))
        made = maker(settings, dsn, bin_dir=bin_dir, version=former)
        path = await made.make("before-upgrade", lambda _: telling(progress, "backing_up"))
        made.tidy()
    except (MediaNestError, *LOST) as failure:
        raise OwnerMustActError(
            f"The backup before the upgrade cannot be made. {in_words(failure)}"
        ) from failure
    return path


def _newest(versions: list[str]) -> str:
    """The release that can read the data: the newest that had them, unless this one can as well.

    Empty for data of a time when nobody wrote that down, which every release takes.
    """
    known = max(versions, key=age, default="")
    return min(known, __version__, key=age)
