"""Restoring at first run, for whoever knows the set-up code: an owner there is not yet."""

from typing import Annotated, Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, HeaderParameter, JSONBody, QueryParameter

from medianest.accounts.caller import Caller
from medianest.accounts.origins import Origins
from medianest.accounts.service import Setup
from medianest.backups.receiving import Reception
from medianest.backups.routes import ANY_SIZE, AnyRequest, TakesFile, announced
from medianest.backups.schemas import Backup, RestoreBackup
from medianest.backups.service import Backups, shown
from medianest.infra.provide import provided
from medianest.kit.wire import Page

Code = Annotated[str, HeaderParameter(name="X-Setup-Code", max_length=100)]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
_public: dict[str, Any] = {"public": True}


@get("/backups", opt=_public)
async def setup_backups(  # noqa: PLR0913, PLR0917 - collaborators, each named
    request: AnyRequest,
    setup_code: Code,
    setup: NamedDependency[Setup],
    backups: NamedDependency[Backups],
    cursor: FromQuery[str] = "",
    limit: Limit = 50,
) -> Page[Backup]:
    """The backups that already lie in the folder."""
    await setup.admit(setup_code, Caller.of(request))
    return await backups.page(cursor=cursor, limit=limit)


@post(
    "/backups",
    request_max_body_size=None,
    opt={**_public, **ANY_SIZE},
    operation_class=TakesFile,
)
async def setup_upload(
    request: AnyRequest,
    setup_code: Code,
    setup: NamedDependency[Setup],
    reception: NamedDependency[Reception],
    origins: NamedDependency[Origins],
) -> Backup:
    """Bring a backup; the body is the file."""
    origins.check_page(request)
    await setup.admit(setup_code, Caller.of(request))
    return shown(await reception.take(request.stream(), announced=announced(request)))


@post("/restore", status_code=202, opt=_public)
async def setup_restore(  # noqa: PLR0913, PLR0917 - collaborators, each named
    request: AnyRequest,
    setup_code: Code,
    data: JSONBody[RestoreBackup],
    setup: NamedDependency[Setup],
    backups: NamedDependency[Backups],
    origins: NamedDependency[Origins],
) -> None:
    """Start anew into a restore, instead of beginning with nothing."""
    origins.check_page(request)
    caller = Caller.of(request)
    await setup.admit(setup_code, caller)
    await backups.restore(None, data.name, repeated=data.name, address=caller.address)


def router(base: str, backups: Backups, setup: Setup, origins: Origins) -> Router:
    """All of these, below `base`."""
    return Router(
        f"{base}/auth/setup",
        route_handlers=[setup_backups, setup_upload, setup_restore],
        dependencies={
            "backups": provided(backups),
            "setup": provided(setup),
            "origins": provided(origins),
            "reception": provided(Reception(backups.folder)),
        },
        tags=["backups"],
    )
