"""What tests of a first contact share."""

import ifaddr
import pytest
from tests.desktop.net.standin import StandIn

from medianest_desktop.net.discovery import Found
from medianest_desktop.net.preflight import Reached, reach
from medianest_desktop.net.tries import UnreachableError

_PATIENCE = 60.0


def announced(appliance: StandIn, *, fingerprint: str = "", hosts: tuple[str, ...] = ()) -> Found:
    return Found(
        id=appliance.id,
        name=appliance.name,
        version="0.1.0",
        scheme="https",
        port=appliance.port,
        fingerprint=fingerprint or appliance.authority.fingerprint,
        hosts=hosts or ("127.0.0.1",),
    )


def of_the_link() -> list[str]:
    """The addresses of this machine that only its own link knows, with their scope."""
    return [
        f"{ip.ip[0]}%{adapter.nice_name}"
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if ip.is_IPv6 and ip.ip[0].startswith("fe80:")
    ]


async def reaching(target: str | Found, *, insecure: bool = False) -> Reached:
    """The appliance there, however busy this machine is."""
    return await reach(target, insecure=insecure, seconds=_PATIENCE)


async def failure(target: str | Found, *, seconds: float = _PATIENCE) -> UnreachableError:
    with pytest.raises(UnreachableError) as raised:
        await reach(target, seconds=seconds)
    return raised.value
