"""Settings: TOML and environment become one frozen Struct, checked once, handed on in parts."""

from medianest.settings._load import SettingsError, load
from medianest.settings._model import (
    Backups,
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
    Storage,
    Valkey,
)
from medianest.settings._show import SECRETS, Shown, shown

__all__ = [
    "SECRETS",
    "Backups",
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
    "Shown",
    "Storage",
    "Valkey",
    "load",
    "shown",
]
