"""An appliance as somebody announces it: a claim, proven by nothing."""

from msgspec import Struct, structs
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo

from medianest_desktop.net import trust
from medianest_desktop.net.addresses import Address, Scheme

_DIGITS = 5
_MOST_HOSTS = 8


class Found(Struct, frozen=True):
    """An appliance as it announces itself: nothing of it is proven yet.

    `hosts` has the newest address first; link-local IPv6 carries its scope.
    """

    id: str
    name: str
    version: str
    scheme: Scheme
    port: int
    fingerprint: str
    hosts: tuple[str, ...]
    plain_port: int = 0

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where to try it, the newest first."""
        return self.by(self.scheme)

    def by(self, scheme: Scheme) -> tuple[Address, ...]:
        """Where it serves `scheme`; nowhere, if it has not told the port."""
        port = self.port if scheme == self.scheme else self.plain_port
        if not port or (scheme == "https" and self.scheme == "http"):
            return ()
        return tuple(Address(scheme, host, port) for host in self.hosts)


def understood(info: AsyncServiceInfo) -> Found | None:
    """What an announcement says; None if it names no appliance, or no way to it."""
    told = info.decoded_properties
    # An address of the link without its scope leads nowhere.
    hosts = tuple(
        host
        for host in info.parsed_scoped_addresses(IPVersion.All)
        if not host.startswith("fe80:") or "%" in host
    )
    appliance_id = told.get("id") or ""
    if not trust.is_id(appliance_id) or not hosts or not info.port:
        return None
    return Found(
        id=appliance_id,
        name=told.get("name") or info.get_name(),
        version=told.get("ver") or told.get("version") or "",
        scheme="https" if told.get("proto") == "https" else "http",
        port=info.port,
        fingerprint=(told.get("fp") or "").lower(),
        hosts=hosts[:_MOST_HOSTS],
        plain_port=_number(told.get("port")),
    )


def _number(text: str | None) -> int:
    # isdecimal() is true for digits of every script, and int() reads them all.
    return int(text) if text and len(text) <= _DIGITS and text.isdecimal() else 0


def together(one: Found, other: Found) -> Found:
    """The same appliance at the addresses of both, those of `other` first."""
    return structs.replace(one, hosts=tuple(dict.fromkeys((*other.hosts, *one.hosts))))
