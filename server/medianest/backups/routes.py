"""Backups over HTTP, for the owner alone: whoever restores one decides what the database runs."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import File

from medianest.accounts import Principal, audit
from medianest.accounts.caller import Caller
from medianest.accounts.guards import requires
from medianest.backups import events
from medianest.backups.receiving import Reception
from medianest.backups.schemas import Asked, Backup, BackupsStatus, RestoreBackup
from medianest.backups.service import Backups, shown
from medianest.infra.provide import provided
from medianest.kit.wire import Page

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
ANY_SIZE: dict[str, Any] = {"request_timeout": None}


@dataclass
class TakesFile(Operation):
    """Describes that the body is the file itself."""

    def __post_init__(self) -> None:
        """Say so."""
        binary = OpenAPIMediaType(
            schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        )
        self.request_body = RequestBody({"application/octet-stream": binary}, required=True)


@get("/")
async def list_backups(
    backups: NamedDependency[Backups], cursor: FromQuery[str] = "", limit: Limit = 50
) -> Page[Backup]:
    """All backups, the latest first."""
    return await backups.page(cursor=cursor, limit=limit)


@get("/status")
async def backups_status(backups: NamedDependency[Backups]) -> BackupsStatus:
    """When the next one is made, what is being done, how the last restore went."""
    return await backups.status()


@post("/", status_code=202)
async def make_backup(
    request: AnyRequest, backups: NamedDependency[Backups], me: NamedDependency[Principal]
) -> Asked:
    """Make a backup now, and prove it."""
    return Asked(id=await backups.make(me.id, address=Caller.of(request).address))


@post(
    "/upload",
    request_max_body_size=None,
    opt=ANY_SIZE,
    operation_class=TakesFile,
)
async def upload_backup(
    request: AnyRequest, reception: NamedDependency[Reception], me: NamedDependency[Principal]
) -> Backup:
    """Bring a backup from elsewhere; the body is the file, and is refused if it is damaged."""
    kept = await reception.take(request.stream(), announced=announced(request))
    await audit.record(me.id, "backup.upload", kept.name, address=Caller.of(request).address)
    return shown(kept)


@post("/{name:str}/verify", status_code=202)
async def verify_backup(
    request: AnyRequest,
    name: FromPath[str],
    backups: NamedDependency[Backups],
    me: NamedDependency[Principal],
) -> Asked:
    """Restore it into a database that is thrown away, and compare."""
    return Asked(id=await backups.verify(me.id, name, address=Caller.of(request).address))


@get("/{name:str}/file", opt={"precompressed": True})
async def download_backup(
    request: AnyRequest,
    name: FromPath[str],
    backups: NamedDependency[Backups],
    me: NamedDependency[Principal],
) -> File:
    """The file, with every secret of the household."""
    path = await backups.file(me.id, name, address=Caller.of(request).address)
    headers = {"Cache-Control": "no-store"}
    return File(path, filename=path.name, media_type="application/x-tar", headers=headers)


@delete("/{name:str}")
async def delete_backup(
    request: AnyRequest,
    name: FromPath[str],
    backups: NamedDependency[Backups],
    me: NamedDependency[Principal],
) -> None:
    """Delete it."""
    await backups.remove(me.id, name, address=Caller.of(request).address)


@post("/{name:str}/restore", status_code=202)
async def restore_backup(
    request: AnyRequest,
    name: FromPath[str],
    data: JSONBody[RestoreBackup],
    backups: NamedDependency[Backups],
    me: NamedDependency[Principal],
) -> None:
    """Start anew into a restore. What is there now is kept aside, and everybody signs in again."""
    address = Caller.of(request).address
    await backups.restore(me.id, name, repeated=data.name, address=address)


@delete("/asides/{name:str}")
async def delete_aside(
    request: AnyRequest,
    name: FromPath[str],
    backups: NamedDependency[Backups],
    me: NamedDependency[Principal],
) -> None:
    """Delete for good what a restore has put aside."""
    await backups.forget_aside(me.id, name, address=Caller.of(request).address)


def announced(request: AnyRequest) -> int | None:
    """How long the body says that it is."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def router(base: str, backups: Backups) -> Router:
    """All of these, below `base`."""
    return Router(
        f"{base}/admin/backups",
        route_handlers=[
            list_backups,
            backups_status,
            make_backup,
            upload_backup,
            verify_backup,
            download_backup,
            delete_backup,
            restore_backup,
            delete_aside,
        ],
        guards=[requires(events.PERMISSION)],
        dependencies={
            "backups": provided(backups),
            "reception": provided(Reception(backups.folder)),
        },
        tags=["backups"],
    )
