"""One line of the doctor's report."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do about it."""

    name: str
    verdict: Verdict
    detail: str
    cure: str = ""

    def line(self) -> str:
        """The finding as a person reads it."""
        cure = f"\n{'':9}{'':13}-> {self.cure}" if self.cure and self.verdict != "ok" else ""
        return f"{self.verdict:<9}{self.name:<13}{self.detail}{cure}"
