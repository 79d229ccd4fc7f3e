"""Where the media lies, and who the appliance says it is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from medianest.household import queries
from medianest.household.errors import LockedError, NoTlsError
from medianest.household.schemas import Info, MediaFolder, Setting, Tls
from medianest.infra import media
from medianest.infra.database import transaction
from medianest.infra.media import MediaFolderState

_MEDIA = "media_dir"


@dataclass(frozen=True, slots=True)
class Identity:
    """What does not change while the appliance runs; `ca_pem` is there if `tls` is."""

    name: str
    instance_id: str
    version: str
    oldest_client: str
    tls: Tls | None = None
    ca_pem: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """The owner's choices; `given_media_dir` is the settings file's, which wins."""

    identity: Identity
    setup_open: Callable[[], Awaitable[bool]]
    given_media_dir: Path | None
    default_media_dir: Path
    settings: Sequence[Setting] = ()

    async def info(self) -> Info:
        """Say who this is, and whether somebody still has to become the owner."""
        return Info(
            name=self.identity.name,
            instance_id=self.identity.instance_id,
            version=self.identity.version,
            oldest_client=self.identity.oldest_client,
            setup_open=await self.setup_open(),
            tls=self.identity.tls,
        )

    def ca_pem(self) -> str:
        """The certificate of the authority by which programs know the appliance; public.

        Raises NoTlsError where the appliance has no port with TLS.
        """
        if not self.identity.ca_pem:
            raise NoTlsError
        return self.identity.ca_pem

    async def media_dir(self) -> Path:
        """The folder that Plex reads: given, else chosen, else the default."""
        if self.given_media_dir is not None:
            return self.given_media_dir
        chosen = await queries.chosen(_MEDIA)
        return Path(chosen["path"]) if chosen else self.default_media_dir

    async def media_folder(self) -> MediaFolder:
        """How that folder is doing."""
        folder = await self.media_dir()
        return MediaFolder(state=media.state(folder), locked=self.given_media_dir is not None)

    async def storage(self) -> list[MediaFolderState]:
        """Every folder that holds what the household keeps."""
        return [(await self.media_folder()).state]

    async def choose_media_dir(self, folder: Path) -> MediaFolder:
        """Use `folder` from now on; what was published elsewhere stays where it is."""
        if self.given_media_dir is not None:
            raise LockedError(f"media_dir is set to {self.given_media_dir} in the settings file.")
        media.claim(folder)
        async with transaction():
            await queries.choose(_MEDIA, {"path": str(folder)})
        return await self.media_folder()

    async def claim_first(self) -> None:
        """Mark a folder that was never used before; a used one that lost its mark is left alone.

        A lost mark means that the disk is not mounted: writing a new one would hide that.
        """
        folder = await self.media_dir()
        used = await queries.chosen(f"claimed:{folder}")
        if used is not None:
            return
        media.claim(folder)
        await queries.choose(f"claimed:{folder}", {"claimed": True})
