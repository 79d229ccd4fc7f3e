"""Fences the sending child in: no programs, no files, no hosts of the home that are not allowed.

A channel's address comes from a member, and Apprise has parameters that name local files. Python's
audit events see every file, program and connection, however a plugin gets there: redirects and
names that change their address between check and use included.
"""

import os
import socket
import sys
from collections.abc import Coroutine
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from medianest.infra.egress import EgressGuard, EgressRefusedError

T = TypeVar("T")

_READABLE = (
    *(os.path.realpath(folder) for folder in (sys.prefix, sys.base_prefix, *sys.path) if folder),
    "/etc/hosts",
    "/etc/mime.types",
    "/etc/resolv.conf",
    "/etc/ssl",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/urandom",
)
_PROGRAMS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile"}
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class FencedError(OSError):
    """The message would have left the fence; an `OSError`, which plugins expect of a network."""


class Fence:
    """Watches this process from `close` on, for good; remembers the last refusal."""

    def __init__(self, *, private_hosts: bool, allowed_private: tuple[str, ...]) -> None:
        self.refusal = ""
        self._private_hosts = private_hosts
        self._names: dict[str, str] = {}
        self._allowed_private = allowed_private

    def close(self) -> None:
        """Let nothing through from now on that is not allowed."""
        lookup = socket.getaddrinfo

        def remember(host: Any, *rest: Any, **options: Any) -> Any:
            found = lookup(host, *rest, **options)
            self._names.update({str(entry[4][0]): str(host) for entry in found})
            return found

        # An exception of the owner's may be a name, and a connection only knows the address.
        socket.getaddrinfo = remember
        sys.addaudithook(self._watch)

    def check_host(self, host: str, port: int) -> None:
        """Refuse at once a host that no message could be sent to; an unknown one may come up."""
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except OSError:
            return
        for entry in found:
            self._check_address(entry[4])

    def _watch(self, event: str, details: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            self._check_address(details[1])
        elif event == "open":
            self._check_file(details[0], details[2])
        elif event in _PROGRAMS:
            raise self._refused("This service would run a program on the server.")

    def _check_address(self, address: object) -> None:
        if self._private_hosts or address is None:
            return
        if not isinstance(address, tuple):
            raise self._refused("This service would speak to a program on the server.")
        host, port = str(address[0]), int(address[1])
        try:
            _at_once(self._guard(host, port).check(self._names.get(host, host), port))
        except EgressRefusedError as inside:
            raise self._refused(
                f"{self._names.get(host, host)} is inside the home network, and messages of yours"
                " may only go to public services. The owner can allow the host in the settings."
            ) from inside

    def _guard(self, address: str, port: int) -> EgressGuard:
        async def known(_host: str, _port: int) -> Any:
            return [ip_address(address)]

        return EgressGuard(self._allowed_private, ports=(port,), resolver=known)

    def _check_file(self, path: object, flags: object) -> None:
        if isinstance(path, int):
            return
        writes = isinstance(flags, int) and flags & _WRITES
        place = Path(os.path.realpath(os.fsdecode(path))) if isinstance(path, str | bytes) else None
        if place is None or writes or not any(place.is_relative_to(one) for one in _READABLE):
            raise self._refused("This address would use a file of the server.")

    def _refused(self, sentence: str) -> FencedError:
        self.refusal = sentence
        return FencedError(sentence)


def _at_once(work: Coroutine[Any, Any, T]) -> T:
    # Its resolver knows the answer already, so there is nothing to wait for.
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    message = "the check waited for something"
    raise RuntimeError(message)
