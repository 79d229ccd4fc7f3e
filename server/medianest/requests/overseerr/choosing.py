"""What an approver can choose about how something is fetched."""

from medianest.kit.media import MediaType
from medianest.requests.overseerr import wire
from medianest.requests.overseerr.client import Arr
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.schemas import ArrServer, Choices, Profile, RootFolder, Tag


async def choices(neighbour: Neighbour, media_type: MediaType, *, is4k: bool) -> Choices:
    """The servers that Overseerr has for such titles, each with what it lets choose."""
    arr: Arr = "radarr" if media_type == "movie" else "sonarr"
    async with neighbour.call() as api:
        servers = [one for one in await api.servers(arr) if one.is4k is is4k]
        return Choices(servers=[_shown(one, await api.server(arr, one.id)) for one in servers])


def _shown(server: wire.Server, details: wire.ServerDetails) -> ArrServer:
    return ArrServer(
        id=server.id,
        name=server.name,
        is_default=server.is_default,
        profiles=[Profile(id=one.id, name=one.name) for one in details.profiles],
        root_folders=[
            RootFolder(path=one.path, free_space=one.free_space) for one in details.root_folders
        ],
        tags=[Tag(id=one.id, label=one.label) for one in details.tags],
    )
