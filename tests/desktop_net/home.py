"""A home of network namespaces: machines on one switch, each with its own addresses.

A thread can step into a machine (`with machine.inside()`): sockets it opens and programs it starts
there belong to that machine, so that an appliance and whoever asks it run as they always do.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

_NEW_NETWORK: Final = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
SUBNET = "192.168.77"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


@dataclass(frozen=True)
class Machine:
    """One network namespace, cabled to the switch by `lan0`."""

    name: str

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be on this machine, with this thread alone."""
        with Path("/proc/thread-self/ns/net").open("rb") as home:
            with Path("/run/netns", self.name).open("rb") as there:
                _step(there.fileno())
            try:
                yield
            finally:
                _step(home.fileno())

    def ip(self, *words: str) -> None:
        ip("-n", self.name, *words)

    def run(self, *words: str) -> str:
        """What a tool prints on this machine."""
        with self.inside():
            done = subprocess.run(words, check=True, capture_output=True, text=True)
        return done.stdout

    def add_address(self, address: str) -> None:
        self.ip("address", "add", address, "dev", "lan0", *(["nodad"] if ":" in address else []))

    def remove_address(self, address: str) -> None:
        self.ip("address", "delete", address, "dev", "lan0")

    def unplug(self) -> None:
        self.ip("link", "set", "lan0", "down")

    def plug(self) -> None:
        self.ip("link", "set", "lan0", "up")


class Here(Machine):
    """This machine itself, where no other network is wanted."""

    @contextmanager
    def inside(self) -> Iterator[None]:
        yield


@dataclass
class Home:
    """The switch of a home and who is plugged into it."""

    tag: str
    machines: list[str] = field(default_factory=list)

    def machine(self, role: str, address: str = "", *, plugged: bool = True) -> Machine:
        """A further machine; `address` as `192.168.77.2/24`, none to have IPv6's own only."""
        made = Machine(f"{self.tag}{role}")
        self._namespace(made)
        cable = f"to{role}"[:15]
        ip("link", "add", "lan0", "netns", made.name, "type", "veth",
           "peer", "name", cable, "netns", self.switch)  # fmt: skip
        ip("-n", self.switch, "link", "set", cable, "master", "br0", "up")
        if address:
            made.add_address(address)
        if plugged:
            made.plug()
        return made

    def container(self, host: Machine, role: str) -> Machine:
        """A machine behind `host`, as container engines make them: its own bridge, and masked."""
        made = Machine(f"{self.tag}{role}")
        self._namespace(made)
        host.ip("link", "add", "docker0", "type", "bridge")
        ip("link", "add", "lan0", "netns", made.name, "type", "veth",
           "peer", "name", "port0", "netns", host.name)  # fmt: skip
        host.ip("link", "set", "port0", "master", "docker0", "up")
        host.ip("link", "set", "docker0", "up")
        host.ip("address", "add", "172.17.0.1/16", "dev", "docker0")
        made.add_address("172.17.0.2/16")
        made.plug()
        made.ip("route", "add", "default", "via", "172.17.0.1")
        host.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
        host.run("iptables", "-t", "nat", "-A", "POSTROUTING", "-s", "172.17.0.0/16",
                 "!", "-o", "docker0", "-j", "MASQUERADE")  # fmt: skip
        return made

    def publish(self, host: Machine, port: int, inner: int) -> None:
        """Lead a port of `host` to the container behind it, from the LAN and from itself."""
        target = ("-p", "tcp", "--dport", str(port), "-j", "DNAT", "--to", f"172.17.0.2:{inner}")
        for chain in ("PREROUTING", "OUTPUT"):
            host.run("iptables", "-t", "nat", "-A", chain, "-m", "addrtype",
                     "--dst-type", "LOCAL", *target)  # fmt: skip
        host.run("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1")
        host.run("iptables", "-t", "nat", "-A", "POSTROUTING", "-s", "127.0.0.1",
                 "-o", "docker0", "-j", "MASQUERADE")  # fmt: skip

    @property
    def switch(self) -> str:
        return f"{self.tag}sw"

    def _namespace(self, machine: Machine) -> None:
        ip("netns", "add", machine.name)
        self.machines.append(machine.name)
        # An address may be used at once: nobody else has it.
        machine.run("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0")
        machine.run("sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0")
        machine.ip("link", "set", "lo", "up")


@contextmanager
def home() -> Iterator[Home]:
    """A home without any machine; skips the test where namespaces cannot be made."""
    made = Home(f"mn{os.getpid() % 100_000}")
    try:
        ip("netns", "add", made.switch)
    except (OSError, subprocess.CalledProcessError) as refused:
        pytest.skip(f"network namespaces cannot be made here: {refused!r}")
    try:
        ip("-n", made.switch, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        ip("-n", made.switch, "link", "set", "br0", "up")
        yield made
    finally:
        for name in (*made.machines, made.switch):
            with suppress(subprocess.CalledProcessError):
                ip("netns", "delete", name)


def _step(network: int) -> None:
    if _libc.setns(network, _NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "cannot step into the network namespace")
