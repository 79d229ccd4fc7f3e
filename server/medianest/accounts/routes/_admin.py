"""Managing people, and reading what was done."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from medianest.accounts import audit
from medianest.accounts.caller import Caller
from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.accounts.routes._answers import AnyRequest
from medianest.accounts.schemas import AddPerson, AuditEntry, ChangePerson, Person
from medianest.accounts.service import People
from medianest.kit.wire import Page

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
_manages_people = [requires("people.manage")]


@get("/admin/users", guards=_manages_people)
async def users(
    people: NamedDependency[People], limit: Limit = 50, cursor: FromQuery[UUID | None] = None
) -> Page[Person]:
    """Everybody who lives here."""
    return await people.page(limit=limit, after=cursor)


@post("/admin/users", guards=_manages_people)
async def add_user(
    request: AnyRequest,
    data: JSONBody[AddPerson],
    me: NamedDependency[Principal],
    people: NamedDependency[People],
) -> Person:
    """Let somebody new in."""
    return await people.add(me, data, address=Caller.of(request).address)


@patch("/admin/users/{person_id:uuid}", guards=_manages_people)
async def change_user(
    request: AnyRequest,
    person_id: FromPath[UUID],
    data: JSONBody[ChangePerson],
    me: NamedDependency[Principal],
    people: NamedDependency[People],
) -> Person:
    """Change somebody's name, address, role or password, or switch them off or on."""
    return await people.change(me, person_id, data, address=Caller.of(request).address)


@delete("/admin/users/{person_id:uuid}", guards=_manages_people)
async def remove_user(
    request: AnyRequest,
    person_id: FromPath[UUID],
    me: NamedDependency[Principal],
    people: NamedDependency[People],
) -> None:
    """Delete somebody; what they did stays, without their name."""
    await people.remove(me, person_id, address=Caller.of(request).address)


@get("/admin/audit", guards=[requires("audit.read")])
async def audit_log(
    limit: Limit = 50,
    cursor: FromQuery[UUID | None] = None,
    action: FromQuery[str | None] = None,
    actor: FromQuery[UUID | None] = None,
) -> Page[AuditEntry]:
    """Who did what, the latest first."""
    return await audit.page(limit=limit, before=cursor, action=action, actor=actor)


HANDLERS = (users, add_user, change_user, remove_user, audit_log)
