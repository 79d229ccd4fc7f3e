"""What the doctor looks at without the database: programs, folders, clock, port, network."""

import json
import os
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from importlib import metadata
from ipaddress import ip_address
from pathlib import Path

import medianest
from medianest.cli._finding import Finding
from medianest.infra import media
from medianest.kit.paths import free_space
from medianest.kit.sizes import GIGABYTE

_LITTLE_SPACE = 2_000_000_000
_OLD_YT_DLP = timedelta(days=90)


def folder(name: str, path: Path) -> Finding:
    """Whether `path` can be written to, and has room."""
    if not path.is_dir():
        return Finding(name, "failed", f"{path} is missing", f"Create it: mkdir -p {path}")
    if not os.access(path, os.W_OK | os.X_OK):
        return Finding(name, "failed", f"{path} is not writable", f"Give it to uid {os.geteuid()}.")
    free = free_space(path)
    detail = f"{path}, {free / GIGABYTE:.1f} GB free"
    if free < _LITTLE_SPACE:
        return Finding(name, "warning", detail, "Make room: downloads stop when the disk is full.")
    return Finding(name, "ok", detail)


def data_folder(path: Path) -> Finding:
    """The same for the data directory, which the first start makes by itself."""
    above = next(parent for parent in path.absolute().parents if parent.is_dir())
    if not path.exists() and os.access(above, os.W_OK | os.X_OK):
        return Finding("data", "ok", f"{path} is made at the first start")
    return folder("data", path)


def media_folder(path: Path) -> Finding:
    """Whether the media folder is mounted, writable and has room."""
    known = media.state(path)
    if path.is_dir() and not known.mounted and not any(path.iterdir()):
        return Finding("media", "ok", f"{path}, empty; it is claimed at the first start")
    if not known.writable:
        cure = "Mount the disk, or choose another folder with media_dir or in the dashboard."
        return Finding("media", "failed", known.message, cure)
    return folder("media", path)


def program(name: str, *, needed_for: str, package: str) -> Finding:
    """Whether a program is there, and which version of it."""
    found = shutil.which(name)
    if found is None:
        cure = f"Install it (Debian: apt-get install {package}); it is needed for {needed_for}."
        return Finding(name, "failed", "not found", cure)
    said = subprocess.run(  # noqa: S603 - a program of this machine's own
        [found, "-version"], capture_output=True, text=True, check=False, timeout=10
    )
    first = (said.stdout or said.stderr).partition("\n")[0]
    return Finding(name, "ok", " ".join(first.split()[:3]) or found)


def yt_dlp() -> Finding:
    """Whether yt-dlp is young enough to know today's sites."""
    version = metadata.version("yt-dlp")
    # Its version is the day of its release.
    made = datetime.strptime(".".join(version.split(".")[:3]), "%Y.%m.%d").replace(tzinfo=UTC)
    age = datetime.now(UTC) - made
    if age > _OLD_YT_DLP:
        cure = "Update MediaNest: sites change, and an old yt-dlp stops understanding them."
        return Finding("yt-dlp", "warning", f"{version}, {age.days} days old", cure)
    return Finding("yt-dlp", "ok", version)


def javascript() -> Finding:
    """Whether yt-dlp finds a JavaScript runtime, which YouTube needs."""
    runtime = shutil.which("deno") or _own_deno()
    if runtime is None:
        cure = "Install MediaNest with its extra `youtube`, or deno 2.3 or newer."
        return Finding("javascript", "warning", "no runtime; YouTube will mostly fail", cure)
    return Finding("javascript", "ok", runtime)


def _own_deno() -> str | None:
    try:
        return f"deno {metadata.version('deno')}"
    except metadata.PackageNotFoundError:
        return None


def clock() -> Finding:
    """Whether the clock can be right: it is not before this release was installed."""
    installed = Path(medianest.__file__).stat().st_mtime
    if time.time() < installed - 60:
        cure = "Set the clock (timedatectl set-ntp true): sign-ins and TLS depend on it."
        return Finding(
            "clock", "failed", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC is too early", cure
        )
    return Finding("clock", "ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")


def port(host: str, number: int, *, running: bool) -> Finding:
    """Whether the address is ours already, or free to take."""
    where = f"{host}:{number}"
    if running:
        return Finding("port", "ok", f"MediaNest answers on {where}")
    try:
        with socket.create_server((host, number)):
            return Finding("port", "ok", f"{where} is free")
    except OSError as wrong:
        cure = "Stop the other program, or choose another server.port."
        return Finding("port", "failed", f"{where}: {wrong.strerror}", cure)


def mdns(host: str, *, enabled: bool) -> Finding:
    """Whether the home network can find the appliance by itself."""
    if not enabled:
        return Finding("mdns", "ok", "not announced: mdns.enabled is off, as it is in a container")
    if host == "localhost" or (host[:1].isdigit() and ip_address(host).is_loopback):
        cure = "Set server.host to 0.0.0.0 to be found and reached from the home network."
        return Finding("mdns", "warning", f"not announced: {host} is this machine alone", cure)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            probe.bind(("", 5353))
    except OSError as wrong:
        cure = (
            "Another program holds UDP port 5353 for itself; stop it or set mdns.enabled = false."
        )
        return Finding("mdns", "warning", f"cannot listen: {wrong.strerror}", cure)
    return Finding("mdns", "ok", "UDP port 5353 can be shared")


def is_running(host: str, number: int) -> bool:
    """Whether a MediaNest answers at that address."""
    target = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - a comparison
    request = f"GET /api/v1/info HTTP/1.0\r\nHost: {target}\r\n\r\n".encode()
    try:
        with socket.create_connection((target, number), timeout=2) as connection:
            connection.sendall(request)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return "instanceId" in json.loads(answer.partition(b"\r\n\r\n")[2])
    except (OSError, ValueError):
        return False
