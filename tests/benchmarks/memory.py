"""What it keeps in memory while nobody asks for anything."""

import time
from collections import Counter
from pathlib import Path

import psutil
from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance, whole
from tests.benchmarks.report import Figure
from tests.benchmarks.starting import bare_server

_SETTLED = 30
_AIM = 140.0
_MIB = 1024


def measure(place: Place) -> list[Figure]:
    """PSS of all processes, as if no other program shared their files' pages.

    What the kernel calls PSS divides the pages of a library by all who map it. On a machine where
    other Pythons run that would flatter; `pss` in the details is the plain sum.
    """
    with appliance(place.folder("idle")) as served:
        time.sleep(_SETTLED)
        ours, details = alone(whole(served.pid)), _by_process(whole(served.pid))
    with bare_server(place, place.postgres_folder("bare-idle")) as pid:
        time.sleep(_SETTLED / 3)
        bare = alone(whole(pid))
    return [
        Figure(
            name="idle memory",
            value=ours,
            unit="MiB",
            baseline=bare,
            against="bare Granian + Litestar + asyncpg with Postgres on its usual settings",
            aim=f"<= {_AIM:.0f} MiB",
            met=ours <= _AIM,
            details={"processes": details, "pss": sum(details.values())},
        )
    ]


def alone(processes: list[psutil.Process]) -> float:
    """Own and shared memory as the kernel divides it, and each page of a file once."""
    total, files = 0, Counter[str]()
    for process in processes:
        rolled = fields(Path(f"/proc/{process.pid}/smaps_rollup"))
        total += rolled["Pss_Anon"] + rolled["Pss_Shmem"]
        for mapping, resident in _file_pages(process.pid).items():
            files[mapping] = max(files[mapping], resident)
    return (total + files.total()) / _MIB


def _file_pages(pid: int) -> Counter[str]:
    """Resident pages that are still those of a file, by file and offset."""
    found, mapping = Counter[str](), ""
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        words = line.split()
        if not words[0].endswith(":"):
            is_file = len(words) > 5 and words[5].startswith("/") and words[-1] != "(deleted)"
            mapping = f"{words[5]}+{words[2]}" if is_file else ""
        elif mapping and words[0] == "Rss:":
            found[mapping] += int(words[1])
        elif mapping and words[0] == "Anonymous:":
            found[mapping] -= int(words[1])
    return found


def _by_process(processes: list[psutil.Process]) -> dict[str, float]:
    """PSS of each, named by what it calls itself."""
    found = {}
    for process in processes:
        name = " ".join(process.cmdline()[:3]).strip()
        pss = fields(Path(f"/proc/{process.pid}/smaps_rollup"))["Pss"]
        found[f"{process.pid} {name}"] = round(pss / _MIB, 1)
    return found


def fields(file: Path) -> dict[str, int]:
    """What the kernel says of a process, in KiB."""
    lines = (line.split() for line in file.read_text().splitlines()[1:])
    return {name.rstrip(":"): int(amount) for name, amount, *_ in lines}
