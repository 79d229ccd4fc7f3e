"""What the rest of the program may ask about Overseerr."""

from dataclasses import dataclass
from uuid import UUID

from medianest.infra.jobs import Jobs
from medianest.kit.media import MediaType
from medianest.requests.overseerr.choosing import choices
from medianest.requests.overseerr.following import Following
from medianest.requests.overseerr.handing import Handing
from medianest.requests.overseerr.hooking import Hooking
from medianest.requests.overseerr.importing import Importing
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.outbox import Outbox
from medianest.requests.overseerr.schemas import Choices, StartImport, Webhook
from medianest.requests.overseerr.withdrawing import Withdrawing
from medianest.requests.overseerr.work import IMPORT, Import


@dataclass(frozen=True, slots=True)
class Overseerr:
    """The Overseerr or Seerr of this household, and all that goes to and fro."""

    neighbour: Neighbour
    outbox: Outbox
    handing: Handing
    withdrawing: Withdrawing
    following: Following
    importing: Importing
    hooking: Hooking
    jobs: Jobs
    public_url: str = ""

    async def choices(self, media_type: MediaType, *, is4k: bool) -> Choices:
        """How it can have such a title fetched."""
        return await choices(self.neighbour, media_type, is4k=is4k)

    async def webhook(self, seen_at: str) -> Webhook:
        """Whether it calls here; `seen_at` is the address by which somebody came just now."""
        return await self.hooking.show(self.public_url or seen_at)

    async def install(self, url: str | None, seen_at: str, *, replace: bool) -> Webhook:
        """Have it call here."""
        home = url or self.public_url or seen_at
        return await self.hooking.install(home, replace=replace)

    async def start_import(self, by: UUID, wanted: StartImport) -> UUID | None:
        """Have what is there taken over; None while the last import still runs."""
        order = Import(by=by, people=wanted.people, requests=wanted.requests)
        return await self.jobs.enqueue(IMPORT, order, owner=by, unique=IMPORT)
