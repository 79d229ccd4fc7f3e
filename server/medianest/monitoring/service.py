"""Which services there are and how to reach them."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from medianest.accounts import audit
from medianest.infra.database import transaction
from medianest.infra.sealed import SealedColumn
from medianest.infra.vault import Vault
from medianest.kit.clock import Clock, now
from medianest.kit.errors import FieldError
from medianest.kit.ids import Ids, new_id
from medianest.monitoring import queries
from medianest.monitoring.errors import (
    BadServiceAddressError,
    NoSuchServiceError,
    SecretNeededError,
    ServiceLockedError,
)
from medianest.monitoring.queries import StoredService
from medianest.monitoring.schemas import Service, ServiceConfig, Status

SECRET = SealedColumn(table="services", column="secret", bound="services:secret", by="name")
_PORTS = {"http": 80, "https": 443}
KNOWN = ("plex", "tmdb", "overseerr", "trakt", "uptime-kuma")
# A household may have more Plex servers than the one that files are published to.
_MORE_PLEX = re.compile(r"plex-[a-z0-9]{1,30}")


@dataclass(frozen=True, slots=True)
class Services:
    """Stored services, and above them those that the settings file gives."""

    vault: Vault
    given: Mapping[str, ServiceConfig] = field(default_factory=dict)
    clock: Clock = now
    ids: Ids = new_id
    on_deleted: list[Callable[[str], Awaitable[None]]] = field(default_factory=list)
    """Told, in the transaction that forgets it, which service goes."""

    async def get(self, name: str) -> ServiceConfig | None:
        """How to reach `name`; what the settings file gives wins."""
        return self._config(name, await queries.service(name))

    async def list(self) -> list[Service]:
        """All that are configured, by name, without secrets."""
        stored = {row.name: row for row in await queries.services()}
        statuses = await queries.statuses()
        names = sorted({*stored, *self.given})
        found = [(name, self._shown(name, stored.get(name))) for name in names]
        return [
            shown(config, statuses.get(name, Status()), has_secret=has_secret)
            for name, (config, has_secret) in found
        ]

    async def show(self, name: str) -> Service:
        """One service without its secret. Raises NoSuchServiceError."""
        row = await queries.service(name)
        if row is None and name not in self.given:
            raise NoSuchServiceError(f"No service called {name[:40]!r} is configured.")
        config, has_secret = self._shown(name, row)
        return shown(config, await queries.status(name), has_secret=has_secret)

    async def save(  # noqa: PLR0913 - what an owner enters
        self,
        name: str,
        *,
        url: str,
        secret: str | None = None,
        options: Mapping[str, Any] | None = None,
        enabled: bool = True,
        by: UUID | None = None,
    ) -> Service:
        """Store a service; None for `secret` or `options` keeps what is stored.

        Raises BadServiceAddressError, NoSuchServiceError, ServiceLockedError when the settings
        file gives another address or any secret, and SecretNeededError when the stored secret would
        go to another place than the one that it was entered for.
        """
        if name not in KNOWN and not _MORE_PLEX.fullmatch(name):
            raise NoSuchServiceError(f"MediaNest knows no service called {name[:40]!r}.")
        url, secret = await self._entered(name, checked_url(url), secret)
        sealed = self.vault.seal(secret, row=SECRET.row(name)) if secret else None
        async with transaction():
            await queries.save_service(
                self.ids(),
                name,
                url=url,
                secret=sealed,
                options=options,
                enabled=enabled,
                at=self.clock(),
            )
            await audit.record(by, "service.saved", name, url=url)
        return await self.show(name)

    async def _entered(self, name: str, url: str, secret: str | None) -> tuple[str, str | None]:
        """The address and the secret to store: nothing of what the settings file gives."""
        given = self.given.get(name)
        if given is None:
            if not secret:
                await _check_place(name, url)
            return url, secret
        if url != checked_url(given.url) or (secret and secret != given.secret):
            raise ServiceLockedError
        return "", None

    async def delete(self, name: str, *, by: UUID | None = None) -> None:
        """Forget a service. Raises NoSuchServiceError, ServiceLockedError."""
        if name in self.given:
            raise ServiceLockedError
        async with transaction():
            if not await queries.delete_service(name):
                raise NoSuchServiceError
            for listener in self.on_deleted:
                await listener(name)
            await audit.record(by, "service.deleted", name)

    def _config(self, name: str, row: StoredService | None) -> ServiceConfig | None:
        given = self.given.get(name)
        if given is not None:
            return _merged(given, row)
        if row is None:
            return None
        secret = self.vault.open(row.secret, row=SECRET.row(name)) if row.secret else ""
        return _stored(row, secret=secret)

    def _shown(self, name: str, row: StoredService | None) -> tuple[ServiceConfig, bool]:
        # A list must not fail because one secret cannot be opened, so none is.
        given = self.given.get(name)
        if given is not None:
            return _merged(given, row), bool(given.secret)
        if row is None:
            raise NoSuchServiceError
        return _stored(row, secret=""), row.secret is not None


def checked_url(url: str) -> str:
    """`url` without a trailing slash. Raises BadServiceAddressError."""
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.port != 0 and bool(parts.hostname)
    except ValueError as wrong:
        raise BadServiceAddressError from wrong
    if not usable or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise BadServiceAddressError
    if parts.username or parts.password:
        raise BadServiceAddressError("Give the password in its own field, not in the address.")
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise BadServiceAddressError
    return text


def kind_of(name: str) -> str:
    """What the service of that name is: any of several Plex servers is a `plex`."""
    return "plex" if _MORE_PLEX.fullmatch(name) else name


def same_place(url: str, other: str) -> bool:
    """Whether what is sent to one address arrives where the other leads, and by the same way."""
    return _place(url) == _place(other)


def shown(config: ServiceConfig, status: Status, *, has_secret: bool) -> Service:
    """`config` as it may be sent."""
    return Service(
        name=config.name,
        url=config.url,
        has_secret=has_secret,
        enabled=config.enabled,
        locked=config.locked,
        status=status,
        options=dict(config.options),
    )


async def _check_place(name: str, url: str) -> None:
    # Whoever may change an address must not be able to have a secret sent to themselves.
    row = await queries.service(name)
    if row is not None and row.secret and not same_place(row.url, url):
        wrong = FieldError(field="secret", message=SecretNeededError.title)
        raise SecretNeededError(errors=[wrong])


def _place(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _merged(given: ServiceConfig, row: StoredService | None) -> ServiceConfig:
    return ServiceConfig(
        name=given.name,
        url=given.url,
        secret=given.secret,
        options={**(row.options if row else {}), **_filled(given.options)},
        enabled=row.enabled if row else True,
        locked=True,
        version=row.version if row else 0,
    )


def _filled(options: Mapping[str, Any]) -> Mapping[str, Any]:
    # What the file leaves empty is still the owner's to choose in the dashboard.
    return {name: value for name, value in options.items() if value}


def _stored(row: StoredService, *, secret: str) -> ServiceConfig:
    return ServiceConfig(
        name=row.name,
        url=row.url,
        secret=secret,
        options=row.options,
        enabled=row.enabled,
        version=row.version,
    )
