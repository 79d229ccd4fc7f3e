"""`medianest migrate`: bring the database up to date and stop."""

from argparse import Namespace

import structlog

from medianest.cli._ground import database
from medianest.infra.container import look_at_data
from medianest.infra.doorstep import Progress
from medianest.settings import Settings

log = structlog.get_logger()


async def migrate_only(settings: Settings, _arguments: Namespace) -> int:
    """Run what `serve` runs before it serves."""
    look_at_data(settings.data_dir)
    async with database(settings, Progress()):
        log.info("database_up_to_date")
    return 0
