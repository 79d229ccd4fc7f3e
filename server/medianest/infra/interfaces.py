"""This machine's network: what binds to an address, what an interface leads to (on Linux)."""

import socket
from pathlib import Path

_KNOWN = Path("/sys/class/net")


def family_of(host: str) -> socket.AddressFamily:
    """The kind of socket that is bound to `host`, an address."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def is_inner(name: str, known: Path = _KNOWN) -> bool:
    """Whether only containers and virtual machines of this machine sit behind the interface.

    That is a bridge without a port that leads outside, whatever it is called.
    """
    ports = known / name / "brif"
    return ports.is_dir() and all(_leads_inside(known / port.name) for port in ports.glob("*"))


def only_inner(known: Path = _KNOWN) -> bool:
    """Whether every interface of this container ends on a bridge of the host."""
    names = [name for name in known.glob("*") if name.name != "lo"]
    return known.is_dir() and all(_is_cable(name) for name in names)


def _leads_inside(interface: Path) -> bool:
    return _is_cable(interface) or (interface / "tun_flags").exists()


def _is_cable(interface: Path) -> bool:
    # Between two network stacks of one machine: no hardware, and unlike VLANs, macvlans and bonds
    # without a type of its own.
    try:
        facts = (interface / "uevent").read_text()
    except OSError:
        # Containers come and go: what has vanished while we looked leads nowhere.
        return True
    return "virtual" in interface.resolve().parts and "DEVTYPE" not in facts
