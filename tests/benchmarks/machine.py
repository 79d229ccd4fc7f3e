"""On what it was measured."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

_SHOWN = ("litestar", "granian", "asyncpg", "piccolo", "pgqueuer", "msgspec", "uvloop", "yt-dlp")


def facts() -> dict[str, str]:
    """What to know before comparing two runs."""
    return {
        "cores": str(os.cpu_count()),
        "cpu": _cpu(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", platform.system()),
        "python": platform.python_version(),
        "commit": _commit(),
        "load": " ".join(f"{one:.2f}" for one in os.getloadavg()),
        **{name: version(name) for name in _SHOWN},
    }


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
