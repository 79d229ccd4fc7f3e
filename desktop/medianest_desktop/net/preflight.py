"""Finds out whether there is an appliance at an address, before anything is entrusted to it."""

from collections.abc import Sequence

from msgspec import Struct, structs

from medianest_desktop import __version__
from medianest_desktop.net import addresses, trust
from medianest_desktop.net.addresses import Address, BadAddressError
from medianest_desktop.net.api import API, Info, Line, RefusedError
from medianest_desktop.net.discovery import Found
from medianest_desktop.net.fitting import as_no_answer, introduce
from medianest_desktop.net.race import race
from medianest_desktop.net.tries import NoAnswerError, Try, UnreachableError

SECONDS = 5.0
"""How long a preflight takes at most."""


class Reached(Struct, frozen=True):
    """An appliance that has answered.

    `ca_pem` is empty where there is none to pin: over plain http, and behind a reverse proxy
    whose certificate the system's own authorities vouch for. `dashboard` is where a browser shows
    the dashboard without a warning; empty if that is not known.
    """

    id: str
    name: str
    version: str
    address: Address
    ca_pem: str
    fingerprint: str
    dashboard: str = ""

    @property
    def encrypted(self) -> bool:
        """Whether nobody in between can listen."""
        return self.address.scheme == "https"

    def line(self) -> Line:
        """A line to it that is verified in the way in which it was reached."""
        if not self.ca_pem:
            return Line.open(self.address)
        return Line.pinned(self.address, appliance_id=self.id, ca_pem=self.ca_pem)


async def reach(
    target: str | Found, *, insecure: bool = False, seconds: float = SECONDS
) -> Reached:
    """The appliance at what was typed or found; all its addresses are tried at once.

    `insecure` allows plain http where https does not work: only ever the person's own choice.
    Raises UnreachableError, which says what went wrong at which address.
    """
    candidates, announced = _candidates(target)

    async def securely(address: Address) -> Reached:
        if address.scheme == "https":
            return await _look(address, announced)
        return await _by_the_open_door(address, announced)

    try:
        return _with_dashboard(await race(candidates, securely, seconds=seconds), target)
    except UnreachableError:
        plain = [each for each in candidates if each.scheme == "http"]
        if not insecure or not plain:
            raise
    # Only now: clear text must not win because it happens to be faster.
    return await race(plain, _openly, seconds=seconds)


class _Announced(Struct, frozen=True):
    """What the network says; empty where an address was typed."""

    id: str = ""
    fingerprint: str = ""


def _candidates(target: str | Found) -> tuple[Sequence[Address], _Announced]:
    if isinstance(target, Found):
        return target.addresses, _Announced(target.id, target.fingerprint)
    try:
        return addresses.read(target), _Announced()
    except BadAddressError as wrong:
        raise UnreachableError("bad_address") from wrong


async def _look(address: Address, announced: _Announced) -> Reached:
    """Takes the authority that really issued what is shown, then believes nothing but it."""
    leaf = await trust.leaf_at(address)
    if not leaf.appliance_id and not announced.id:
        # Only what a person has typed: a public certificate vouches for that name, and for nobody
        # who announces an address of their own.
        return await _openly(address)
    ca_pem = await _authority(address)
    if not leaf.appliance_id or not leaf.issued_by(ca_pem):
        raise NoAnswerError("foreign_certificate", "not issued by an appliance's authority")
    fingerprint = trust.fingerprint(ca_pem)
    if announced.fingerprint and fingerprint != announced.fingerprint:
        raise NoAnswerError("fingerprint_differs", fingerprint)
    if announced.id and leaf.appliance_id != announced.id:
        raise NoAnswerError("other_appliance", leaf.appliance_id)
    async with Line.pinned(address, appliance_id=leaf.appliance_id, ca_pem=ca_pem) as line:
        info = await introduce(line, version=__version__)
    if info.instance_id != leaf.appliance_id:
        raise NoAnswerError("identity_differs", info.instance_id)
    return _reached(info, address, ca_pem, fingerprint)


async def _authority(address: Address) -> str:
    async with Line.to_anybody(address) as line:
        try:
            text = await line.fetch("GET", f"{API}/ca.pem")
        except RefusedError as refused:
            raise as_no_answer(refused) from refused
    try:
        return trust.one_authority(text.decode("ascii"))
    except ValueError as wrong:
        raise NoAnswerError("not_medianest", "no authority") from wrong


async def _by_the_open_door(address: Address, announced: _Announced) -> Reached:
    """Plain http tells where https is; nothing more is believed of it."""
    async with Line.to_anybody(address) as line:
        info = await introduce(line, version=__version__)
    if info.tls is None:
        raise NoAnswerError("plain_http_only")
    locked = Address("https", address.host, info.tls.port)
    try:
        return structs.replace(await _look(locked, announced), dashboard=address.url)
    except NoAnswerError as failure:
        tried = Try(locked, failure.reason, failure.detail)
        raise UnreachableError(failure.reason, (tried,)) from failure


async def _openly(address: Address) -> Reached:
    """In clear text, or under a name that the system's authorities vouch for."""
    async with Line.open(address) as line:
        info = await introduce(line, version=__version__)
    return structs.replace(_reached(info, address, "", ""), dashboard=address.url)


def _with_dashboard(reached: Reached, target: str | Found) -> Reached:
    if reached.dashboard or not isinstance(target, Found) or not target.plain_port:
        return reached
    plain = Address("http", reached.address.host, target.plain_port)
    return structs.replace(reached, dashboard=plain.url)


def _reached(info: Info, address: Address, ca_pem: str, fingerprint: str) -> Reached:
    return Reached(info.instance_id, info.name, info.version, address, ca_pem, fingerprint)
