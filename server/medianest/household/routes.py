"""The household over HTTP: who this is, its settings, its media folder."""

from pathlib import Path

from litestar import Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from medianest.accounts.guards import requires
from medianest.household.schemas import ChooseMediaFolder, Info, MediaFolder, Setting
from medianest.household.service import Household
from medianest.kit.wire import Page

_PEM = "application/x-pem-file"


@get("/info", opt={"public": True})
async def info(household: NamedDependency[Household]) -> Info:
    """Who this appliance is; needs no sign-in, so that clients can find it."""
    return await household.info()


@get("/ca.pem", media_type=_PEM, opt={"public": True})
async def ca_pem(household: NamedDependency[Household]) -> Response[bytes]:
    """The certificate of the appliance's own authority, for programs that speak TLS with it."""
    return Response(household.ca_pem().encode())


@get("/admin/settings", guards=[requires("settings.manage")])
async def settings(household: NamedDependency[Household]) -> Page[Setting]:
    """Every setting in force, without secrets."""
    return Page.whole(list(household.settings))


@get("/admin/settings/media", guards=[requires("settings.manage")])
async def media_folder(household: NamedDependency[Household]) -> MediaFolder:
    """The media folder and its state."""
    return await household.media_folder()


@put("/admin/settings/media", guards=[requires("settings.manage")])
async def choose_media_folder(
    data: JSONBody[ChooseMediaFolder], household: NamedDependency[Household]
) -> MediaFolder:
    """Use another media folder from now on."""
    return await household.choose_media_dir(Path(data.path.strip()))


def router(base: str) -> Router:
    """All routes of this slice, below the API's base."""
    handlers = [info, ca_pem, settings, media_folder, choose_media_folder]
    return Router(base, route_handlers=handlers, tags=["household"])
