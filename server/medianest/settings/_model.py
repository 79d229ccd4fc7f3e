"""Every key with its type, bounds and default; `config.example.toml` says what each means."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Port = Annotated[int, Meta(ge=1, le=65535)]
Count = Annotated[int, Meta(ge=1, le=1000)]
Seconds = Annotated[float, Meta(ge=0)]
Role = Literal["web", "worker"]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings file."""


class Server(Section, frozen=True):
    """Where the appliance listens, and what stands in front of it."""

    host: str = "127.0.0.1"
    port: Port = 8766
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("web", "worker")


class Database(Section, frozen=True):
    """The database: embedded unless `url` is given."""

    url: str = ""
    connections: Annotated[int, Meta(ge=2, le=100)] = 10


class Valkey(Section, frozen=True):
    """The cache: a server of one's own by `url`, an embedded one where the binary is there."""

    url: str = ""
    embedded: bool = True


class Owner(Section, frozen=True):
    """The owner of an unattended install; without an e-mail the set-up code decides."""

    email: str = ""
    name: str = "Owner"
    password: str = ""
    password_file: Path | None = None


class PathMapping(Section, frozen=True):
    """One folder under its two names: here, and as Plex sees it."""

    local: Path
    plex: str


class Plex(Section, frozen=True):
    """The Plex server; a key given here is locked in the dashboard."""

    url: str = ""
    token: str = ""
    library: str = ""
    path_mappings: tuple[PathMapping, ...] = ()
    debounce: Seconds = 5
    confirm_within: Seconds = 180


class Downloads(Section, frozen=True):
    """What becomes of links."""

    parallel: Annotated[int, Meta(ge=1, le=16)] = 2
    profile: str = "video-1080p"
    generic_sites: bool = True
    allowed_private_hosts: tuple[str, ...] = ()
    allowed_ports: tuple[Port, ...] = (80, 443)
    max_file_bytes: Annotated[int, Meta(ge=0)] = 50_000_000_000


class Notifications(Section, frozen=True):
    """How people are told."""

    keep_days: Count = 90


class Monitoring(Section, frozen=True):
    """How the appliance watches its neighbours, and who may watch it."""

    probe_every: Annotated[float, Meta(ge=5)] = 60
    metrics_token: str = ""
    sentry_dsn: str = ""
    otlp_endpoint: str = ""


class Mdns(Section, frozen=True):
    """How the appliance announces itself on the home network."""

    enabled: bool = True
    name: str = "MediaNest"


class Logs(Section, frozen=True):
    """What is written down, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "text"] = "auto"


class Settings(Section, frozen=True):
    """All settings, and which of them the owner gave (those are locked in the dashboard)."""

    data_dir: Path
    media_dir: Path | None = None
    server: Server = Server()
    database: Database = Database()
    valkey: Valkey = Valkey()
    owner: Owner = Owner()
    plex: Plex = Plex()
    downloads: Downloads = Downloads()
    notifications: Notifications = Notifications()
    monitoring: Monitoring = Monitoring()
    mdns: Mdns = Mdns()
    logs: Logs = Logs()
    given: frozenset[str] = frozenset()
