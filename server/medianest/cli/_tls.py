"""How the doctor finds the port with TLS: the authority readable, the port ours, the chain good."""

import socket
import ssl

from medianest.cli._finding import Finding
from medianest.infra.container import reached_at
from medianest.infra.instance import instance_id
from medianest.infra.interfaces import family_of
from medianest.infra.supervisor import OwnerMustActError
from medianest.infra.tls import NAME_ENDS, Authority, authority, is_made
from medianest.settings import Settings

_SECONDS = 3
_TAKEN = (
    "Stop the other program or choose another server.tls_port, and restart MediaNest; until then "
    "desktop clients cannot connect securely."
)


def tls(settings: Settings, *, running: bool) -> Finding:
    """Whether paired programs can come; `running` says that the appliance answers by HTTP."""
    server, keys = settings.server, settings.data_dir / "keys"
    if not server.tls_port or "web" not in server.roles:
        return Finding("tls", "ok", "none: server.tls_port is 0, or this process has no pages")
    where = f"{server.host}:{server.tls_port}"
    try:
        # Looking makes nothing: a folder that was never used stays as it is.
        known = authority(keys) if is_made(keys) else None
    except OwnerMustActError as wrong:
        return Finding("tls", "failed", str(wrong))
    if running and known is not None:
        return _answers(settings, known, where)
    try:
        with socket.create_server((server.host, server.tls_port), family=family_of(server.host)):
            return Finding("tls", "ok", f"{where} is free")
    except OSError as wrong:
        return Finding("tls", "failed", f"{where}: {wrong.strerror}", _TAKEN)


def _answers(settings: Settings, known: Authority, where: str) -> Finding:
    server = settings.server
    trusting = ssl.create_default_context(cadata=known.pem)
    name = instance_id(settings.data_dir) + NAME_ENDS
    try:
        with (
            socket.create_connection((reached_at(server.host), server.tls_port), _SECONDS) as plain,
            trusting.wrap_socket(plain, server_hostname=name),
        ):
            return Finding("tls", "ok", f"answers on {where}, authority {known.fingerprint}")
    except OSError as wrong:
        reason = wrong.strerror or wrong
        return Finding("tls", "failed", f"{where} is not ours: {reason}", _TAKEN)
