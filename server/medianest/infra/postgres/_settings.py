"""What Postgres is told: small enough for a NAS, and nothing acknowledged is ever lost."""

from collections.abc import Mapping

from medianest.infra.postgres._home import Home
from medianest.infra.supervisor import Doors
from medianest.kit.paths import atomic_write

_USUAL: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # 30 of them for the appliance, which is no superuser, and 3 for what rules the server.
    "max_connections": "33",
    "shared_buffers": "48MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "512MB",
    "huge_pages": "off",
    "jit": "off",
    # Parallel workers need /dev/shm, of which a container has little, and cores, of which a NAS
    # has few.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "2",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # A statement or a row in the log could hold a secret.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_FORGETFUL = dict.fromkeys(_DURABLE, "off")
# Since 18: without it three more processes wait for work that a household never has.
_READS_ITSELF = {"io_method": "sync"}
_SINCE_IO_METHOD = 18


def configure(
    home: Home, doors: Doors, major: int, *, durable: bool, settings: Mapping[str, str]
) -> None:
    """Write the settings for a server of release `major`, and who may connect."""
    chosen = {
        **_USUAL,
        **(_DURABLE if durable else _FORGETFUL),
        **(_READS_ITSELF if major >= _SINCE_IO_METHOD else {}),
        "unix_socket_directories": doors.name(home.socket_folder()),
        "hba_file": f"{doors.name(home.folder)}/{home.access_file.name}",
        **settings,
    }
    lines = ["# Written anew at each start; ALTER SYSTEM keeps what you change."]
    lines += [f"{name} = {_quoted(value)}" for name, value in chosen.items()]
    atomic_write(home.settings_file, "\n".join([*lines, ""]), mode=0o644)
    atomic_write(home.access_file, "local all all scram-sha-256\n", mode=0o644)


def _quoted(value: str) -> str:
    doubled = value.replace("'", "''").replace("\\", "\\\\")
    return f"'{doubled}'"
