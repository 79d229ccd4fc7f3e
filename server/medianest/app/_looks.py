"""What commands ask of the services without starting the appliance."""

from dataclasses import dataclass
from pathlib import Path

from medianest.app._parts import assemble
from medianest.kit.errors import MediaNestError
from medianest.settings import Settings


@dataclass(frozen=True, slots=True)
class Looks:
    """How the household's parts stand; `plex` is None when none is connected."""

    media_dir: Path
    plex: str | None
    plex_failure: str = ""


async def look(settings: Settings) -> Looks:
    """Look at what only the database knows. The pool must be open."""
    parts = assemble(settings)
    ground = parts.ground
    media_dir = await ground.household.media_dir()
    config = await ground.services.get("plex")
    if config is None:
        return Looks(media_dir, None)
    try:
        return Looks(media_dir, await parts.shelves.plex.check(config))
    except MediaNestError as failure:
        return Looks(media_dir, config.url, failure.detail)


async def reset_password(settings: Settings, email: str, password: str) -> None:
    """Give a person a new password and sign them out. The pool must be open."""
    await assemble(settings).ground.accounts.people.reset_password(email, password)
