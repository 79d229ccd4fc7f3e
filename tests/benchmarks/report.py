"""What was measured, as a table for people and as JSON for comparison over time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number beside its baseline of the same run."""

    name: str
    value: float
    unit: str
    baseline: float
    against: str
    aim: str = ""
    met: bool | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.value / self.baseline if self.baseline else float("nan")


def table(figures: Sequence[Figure]) -> str:
    head = ("figure", "ours", "baseline", "ratio", "aim", "")
    rows = [head, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    notes = [f"  {one.name}: against {one.against}" for one in figures]
    return "\n".join([lines[0], "-" * sum(widths), *lines[1:], "", *notes])


def _row(figure: Figure) -> tuple[str, ...]:
    verdict = {True: "ok", False: "missed", None: ""}[figure.met]
    return (
        figure.name,
        f"{_shown(figure.value)} {figure.unit}",
        f"{_shown(figure.baseline)} {figure.unit}",
        f"{figure.ratio:.2f}",
        figure.aim,
        verdict,
    )


def _shown(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def write(folder: Path, stamp: str, machine: Mapping[str, object], figures: list[Figure]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{stamp}.json"
    found = {
        "machine": machine,
        "figures": [{**asdict(one), "ratio": round(one.ratio, 3)} for one in figures],
    }
    file.write_text(json.dumps(found, indent=2) + "\n")
    return file
