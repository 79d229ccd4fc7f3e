"""Settings: TOML and environment become one frozen Struct, checked once, handed on in parts."""

from medianest.settings._load import SettingsError, load
from medianest.settings._model import (
    Database,
    Downloads,
    Logs,
    Mdns,
    Monitoring,
    Notifications,
    Owner,
    PathMapping,
    Plex,
    Server,
    Settings,
    Valkey,
)

__all__ = [
    "Database",
    "Downloads",
    "Logs",
    "Mdns",
    "Monitoring",
    "Notifications",
    "Owner",
    "PathMapping",
    "Plex",
    "Server",
    "Settings",
    "SettingsError",
    "Valkey",
    "load",
]
