"""Every key with its type, bounds and default; `config.example.toml` says what each means."""

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

Port = Annotated[int, Meta(ge=1, le=65535)]
PortOrOff = Annotated[int, Meta(ge=0, le=65535)]
Count = Annotated[int, Meta(ge=1, le=1000)]
Seconds = Annotated[float, Meta(ge=0)]
Every = Annotated[float, Meta(ge=1)]
Role = Literal["web", "worker"]
# It is written into the lines of other programs' files.
NO_CONTROL: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+\Z"
BasePath = Annotated[str, Meta(pattern=r"^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$")]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings file."""


class Server(Section, frozen=True):
    """Where the appliance listens, and what stands in front of it."""

    host: str = "127.0.0.1"
    port: Port = 8766
    tls_port: PortOrOff = 8767
    tls_published_port: PortOrOff = 0
    public_url: str = ""
    base_path: BasePath = ""
    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("web", "worker")
    secret: Annotated[str, Meta(pattern=r"^(\S{32,200})?$")] = ""
    doorstep: bool = True

    @property
    def home(self) -> str:
        """Where people find the dashboard, by `public_url`; empty if that is not known."""
        url = self.public_url.rstrip("/")
        return url if not url or url.endswith(self.base_path) else url + self.base_path


class Database(Section, frozen=True):
    """The database: embedded unless `url` is given."""

    url: str = ""
    password: str = ""
    connections: Annotated[int, Meta(ge=2, le=100)] = 10


class Valkey(Section, frozen=True):
    """The cache: a server of one's own by `url`, an embedded one where the binary is there."""

    url: str = ""
    embedded: bool = True


class Storage(Section, frozen=True):
    """Where files lie that every process must see: in the data folder unless `url` is given."""

    url: Annotated[str, Meta(pattern=r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/\S*)?)?$")] = ""
    endpoint: Annotated[str, Meta(pattern=r"^(https?://\S+)?$")] = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""


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
    plex_tv_url: str = "https://plex.tv"
    sync_every: Annotated[float, Meta(ge=10)] = 300
    full_sync_at: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "03:30"
    most_deleted: Annotated[float, Meta(ge=0, le=1)] = 0.2
    report_webhook_url: str = ""
    report_webhook_secret: str = ""


class Tmdb(Section, frozen=True):
    """Where films and shows are looked up."""

    url: str = "https://api.themoviedb.org/3"
    image_url: str = "https://image.tmdb.org/t/p"
    api_key: str = ""
    language: Annotated[str, Meta(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-US"
    region: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")] = "US"
    per_second: Annotated[int, Meta(ge=1, le=50)] = 40
    refresh_lists_every: Every = 3600
    refresh_films_every: Every = 5400
    refresh_shows_every: Every = 5400
    complete_seasons_every: Annotated[float, Meta(ge=0.1)] = 1
    cache_hours: Count = 24
    image_cache_bytes: Annotated[int, Meta(ge=0)] = 2_000_000_000


class Overseerr(Section, frozen=True):
    """The Overseerr or Seerr that approved requests are handed to."""

    url: str = ""
    api_key: str = ""
    poll_every: Every = 300


class Trakt(Section, frozen=True):
    """Where people's watchlists are read."""

    url: str = "https://api.trakt.tv"
    client_id: str = ""
    client_secret: str = ""
    sync_every: Every = 3600


class Requests(Section, frozen=True):
    """How long things may wait."""

    remind_after_days: Count = 3
    propose_removal_after_days: Count = 365


class Downloads(Section, frozen=True):
    """What becomes of links."""

    parallel: Annotated[int, Meta(ge=1, le=16)] = 2
    profile: str = "video-1080p"
    generic_sites: bool = True
    allowed_private_hosts: tuple[str, ...] = ()
    allowed_ports: tuple[Port, ...] = (80, 443)
    max_file_bytes: Annotated[int, Meta(ge=0)] = 50_000_000_000
    member_downloads: Annotated[int, Meta(ge=0, le=1_000_000)] = 50
    member_days: Annotated[int, Meta(ge=1, le=365)] = 7
    member_gigabytes: Annotated[int, Meta(ge=0, le=1_000_000)] = 200
    keep_free_bytes: Annotated[int, Meta(ge=0)] = 5_000_000_000


class Notifications(Section, frozen=True):
    """How people are told."""

    keep_days: Count = 90


class Monitoring(Section, frozen=True):
    """How the appliance watches its neighbours, and who may watch it."""

    probe_every: Annotated[float, Meta(ge=5)] = 60
    metrics_token: str = ""
    sentry_dsn: str = ""
    otlp_endpoint: str = ""


class Backups(Section, frozen=True):
    """When backups are made, where, and how many are kept."""

    enabled: bool = True
    at: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "02:30"
    keep_daily: Count = 7
    keep_weekly: Annotated[int, Meta(ge=0, le=1000)] = 4
    folder: str = ""


class Mdns(Section, frozen=True):
    """How the appliance announces itself on the home network."""

    enabled: bool = True
    name: Annotated[str, Meta(pattern=NO_CONTROL)] = "MediaNest"


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
    storage: Storage = Storage()
    owner: Owner = Owner()
    plex: Plex = Plex()
    tmdb: Tmdb = Tmdb()
    overseerr: Overseerr = Overseerr()
    trakt: Trakt = Trakt()
    requests: Requests = Requests()
    downloads: Downloads = Downloads()
    notifications: Notifications = Notifications()
    monitoring: Monitoring = Monitoring()
    backups: Backups = Backups()
    mdns: Mdns = Mdns()
    logs: Logs = Logs()
    given: frozenset[str] = frozenset()
