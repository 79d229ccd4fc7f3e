"""A secret in every place where secrets are kept, and what became of them."""

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.accounts.queries.people import PersonRow
from medianest.backups.sealed import SEALED
from medianest.catalog.trakt.linking import DEVICE_CODE
from medianest.catalog.trakt.queries import codes, links
from medianest.catalog.trakt.tokens import ACCESS, REFRESH
from medianest.catalog.trakt.work import REVOKE, Revoke
from medianest.infra.database import fetch, fetchval
from medianest.infra.jobs import Jobs
from medianest.infra.vault import Vault
from medianest.kit.clock import now
from medianest.kit.ids import new_id
from medianest.monitoring.service import Services
from medianest.notifications.delivery import ADDRESS
from medianest.notifications.queries import channels
from medianest.notifications.schemas import Channel

KEPT = {
    "services.secret": "api-key",
    "notification_channels.url_sealed": "json://example.org",
    "trakt_links.access_token": "access",
    "trakt_links.refresh_token": "refresh",
    "jobs.payload": "former access",
    "trakt_codes.device_code": "device",
}


async def keep_one_of_each(vault: Vault) -> None:
    """Store what `KEPT` says, the way that the slices do. The pool must be open."""
    person, at = new_id(), now()
    row = PersonRow(id=person, email="sam@example.org", name="Sam", role=Role.MEMBER, created_at=at)
    await people.add(row, password_hash="-")
    await Services(vault).save("tmdb", url="http://tmdb.example", secret="api-key")
    channel, link, code, former = new_id(), new_id(), new_id(), new_id()
    await channels.add(
        person,
        Channel(
            id=channel,
            name="phone",
            url_masked="json://...",
            enabled=True,
            language="en",
            levels=["error"],
            last_error=None,
            last_sent_at=None,
            created_at=at,
        ),
        url_sealed=vault.seal("json://example.org", row=ADDRESS.row(channel)),
        most=1,
    )
    tokens = links.Tokens(
        access=vault.seal("access", row=ACCESS.row(link)),
        refresh=vault.seal("refresh", row=REFRESH.row(link)),
        expires_at=at,
    )
    await links.save(link, person, tokens, at=at)
    await codes.save(
        codes.Code(
            id=code,
            person=person,
            device_code=vault.seal("device", row=DEVICE_CODE.row(code)),
            user_code="1234",
            verification_url="https://trakt.example",
            interval=5,
            expires_at=at,
        )
    )
    await Jobs().enqueue(
        REVOKE, Revoke(link=former, access=vault.seal("former access", row=ACCESS.row(former)))
    )


async def opened(vault: Vault) -> dict[str, str]:
    """Every kept secret by its place, as `vault` opens it."""
    found = {}
    for column in SEALED:
        for one in await column.former(0, after=None, most=100):
            found[column.name] = vault.open(one.sealed, row=column.row(one.subject))
    return found


async def sealed_by(key: int) -> list[str]:
    """The tables that hold anything sealed by `key`, wherever in a row that stands."""
    tables = await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    sealed = rf"(^|[^0-9A-Za-z]){key}\.[A-Za-z0-9_-]{{39,}}"
    return sorted(
        [
            name
            for (name,) in tables
            if await fetchval(
                f'SELECT count(*) FROM "{name}" AS kept WHERE kept::text ~ $1',  # noqa: S608 - ours
                sealed,
            )
        ]
    )
