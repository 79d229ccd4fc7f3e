"""The appliance that this client is paired with."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import structlog
from msgspec import Meta, Struct, structs

from medianest_desktop.bell import Bell
from medianest_desktop.net.addresses import Address, Scheme
from medianest_desktop.store import JsonFile

log = structlog.get_logger()

_REMEMBERED = 8


class Paired(Struct, frozen=True, rename="camel"):
    """What makes one appliance this one: its id and its own authority, never name or address.

    `ca_pem` is empty where plain http was chosen, or the system's authorities vouch for the name.
    `addresses` has the last good one first.
    The token is not here: it belongs into the system's keyring.
    """

    id: str
    name: str
    ca_pem: str
    fingerprint: str
    addresses: tuple[Address, ...]
    device_id: str
    person: str
    paired_at: Annotated[datetime, Meta(tz=True)]

    @property
    def scheme(self) -> Scheme:
        """How it may be talked to: never in clear text if that was not chosen."""
        if self.ca_pem or not self.addresses:
            return "https"
        return self.addresses[0].scheme


class Appliances:
    """Keeps the pairing in `appliance.json`."""

    def __init__(self, folder: Path) -> None:
        self._file = JsonFile(folder / "appliance.json", Paired)
        self._paired = self._file.load()
        self.changed = Bell()
        """Rings when another appliance is kept, or none any more."""

    @property
    def paired(self) -> Paired | None:
        """The appliance in use, if there is one."""
        return self._paired

    def keep(self, paired: Paired) -> None:
        """Use `paired` from now on."""
        self._paired = paired
        self._save(paired)
        self.changed.ring()

    def reached(self, address: Address, *, name: str = "") -> None:
        """Remember that `address` has worked, and what the appliance calls itself now."""
        paired = self._paired
        if paired is None:
            return
        others = tuple(each for each in paired.addresses if each != address)
        addresses = (address, *others)[:_REMEMBERED]
        renewed = structs.replace(paired, addresses=addresses, name=name or paired.name)
        if renewed != paired:
            self._paired = renewed
            self._save(renewed)

    def forget(self) -> None:
        """Be paired with none."""
        self._paired = None
        try:
            self._file.delete()
        except OSError as failure:
            log.warning("pairing_not_deleted", reason=repr(failure))
        self.changed.ring()

    def _save(self, paired: Paired) -> None:
        # A full disk must not end the client: the pairing holds until it does by itself.
        try:
            self._file.save(paired)
        except OSError as failure:
            log.warning("pairing_not_saved", reason=repr(failure))
