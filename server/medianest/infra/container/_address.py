"""Where the health check of the image finds us."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from medianest.infra.container._run_folder import run_folder
from medianest.kit.paths import atomic_write

_PATH = "/health"


@contextmanager
def announced(host: str, port: int) -> Iterator[None]:
    """Leave the address in the run folder while inside."""
    file = run_folder() / "address"
    atomic_write(file, f"{reached_at(host)} {port} {_PATH}\n", mode=0o644)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def reached_at(host: str) -> str:
    """The address under which this machine itself reaches who listens on `host`."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"  # noqa: PLR2004 - IPv4
