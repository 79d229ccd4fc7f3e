"""What a container takes of the machine's memory, and which process takes how much of it."""

import re
from collections import Counter
from dataclasses import dataclass

from tests.image.boxed import Boxed, docker

_MIB = 1 << 20
_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": _MIB, "GiB": 1 << 30}
_AMOUNT = re.compile(r"([\d.]+)(\w+)")


@dataclass(frozen=True)
class Memory:
    """Bytes: the working set by Docker, and the processes' proportional shares by name."""

    working_set: int
    shares: Counter[str]

    @property
    def share(self) -> int:
        """What would be free if all of it ended."""
        return sum(self.shares.values())

    def __str__(self) -> str:
        each = ", ".join(f"{name} {size / _MIB:.0f}" for name, size in self.shares.most_common())
        return (
            f"{self.working_set / _MIB:.0f} MiB by docker stats, "
            f"{self.share / _MIB:.0f} MiB in proportional shares ({each})"
        )


def memory_of(appliance: Boxed) -> Memory:
    told = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", appliance.name)
    number, unit = _AMOUNT.match(told.strip()).groups()  # type: ignore[union-attr]  # Docker's format
    return Memory(int(float(number) * _UNITS[unit]), _shares(appliance))


def _shares(appliance: Boxed) -> Counter[str]:
    # Privileged, for a process that has changed its user shows this to nobody else.
    look = "cd /proc && grep -s Pss: [0-9]*/smaps_rollup; grep -s . [0-9]*/comm"
    said = docker("exec", "--privileged", "--user", "0", appliance.name, "sh", "-c", look)
    lines = [line.partition(":") for line in said.splitlines()]
    names = {place.split("/")[0]: name for place, _, name in lines if place.endswith("comm")}
    shares: Counter[str] = Counter()
    for place, _, rest in lines:
        process, _, kind = place.partition("/")
        if kind == "smaps_rollup" and names.get(process) not in {"sh", "grep", None}:
            shares[names[process]] += int(rest.split()[1]) << 10
    return shares
