"""Build the container image and tell what it weighs: `make image`.

Standard library only, so that a fresh clone needs nothing but Python and Docker.
"""

import argparse
import gzip
import io
import json
import re
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
# Where a machine keeps the certificates that it trusts: Debian's place, then Fedora's.
CERTIFICATES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
)
_LEVEL = 6
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Layer:
    """One step of the Dockerfile that left something behind; sizes in bytes."""

    step: str
    size: int
    packed: int


def build(tag: str, options: Sequence[str] = ()) -> None:
    """Build the image from this folder, for this machine unless `options` say otherwise."""
    version = re.search(
        r'__version__ = "(.+)"', (ROOT / "server/medianest/__init__.py").read_text()
    )
    about = [
        *("--build-arg", f"VERSION={version[1] if version else 'dev'}"),
        *("--build-arg", f"REVISION={revision()}"),
    ]
    command = ["docker", "build", "--file", str(ROOT / "docker/Dockerfile"), "--tag", tag]
    subprocess.run([*command, *trusted(), *about, *options, str(ROOT)], check=True)


def trusted() -> list[str]:
    """Lets the steps that fetch packages trust whom this machine trusts; leaves no trace."""
    there = next((path for path in CERTIFICATES if path.is_file()), None)
    return ["--secret", f"id=ca,src={there}"] if there else []


def revision() -> str:
    """The commit that is built, or `unknown` outside a clone."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def layers(tag: str) -> list[Layer]:
    """What each step weighs, unpacked and as it travels."""
    weights: dict[str, tuple[int, int]] = {}
    small: dict[str, bytes] = {}
    saving = subprocess.Popen(["docker", "save", tag], stdout=subprocess.PIPE)
    with saving, tarfile.open(fileobj=saving.stdout, mode="r|") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            if member.size <= _CHUNK:
                small[member.name] = file.read()
                file = io.BytesIO(small[member.name])
            weights[member.name] = member.size, _packed(file)
    (about,) = json.loads(small["manifest.json"])
    history = json.loads(small[about["Config"]])["history"]
    # A base that was imported says nothing of how it was made.
    steps = [_shortened(one.get("created_by", "")) for one in history if not one.get("empty_layer")]
    return [Layer(step, *weights[name]) for step, name in zip(steps, about["Layers"], strict=True)]


def _shortened(step: str) -> str:
    words = re.sub(r"^(RUN )?(\|.*?)?/bin/sh -c ", "RUN ", step)
    return " ".join(words.split()).removesuffix(" # buildkit")[:90]


def _packed(file: IO[bytes]) -> int:
    counting = _Counting()
    with gzip.GzipFile(fileobj=counting, mode="wb", compresslevel=_LEVEL) as packing:
        while chunk := file.read(_CHUNK):
            packing.write(chunk)
    return counting.size


class _Counting:
    """Takes bytes, keeps their number."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        return len(chunk)

    def flush(self) -> None:
        """Nothing is held back."""


def tell(found: Sequence[Layer]) -> None:
    """Print one line for each layer, and the sums."""
    for layer in found:
        print(f"{_megabytes(layer.size)} {_megabytes(layer.packed)} gz  {layer.step}")
    size, packed = sum(one.size for one in found), sum(one.packed for one in found)
    print(f"{_megabytes(size)} {_megabytes(packed)} gz  in all")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:8.1f} MB"


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tag", default="medianest:dev")
    parser.add_argument("--only-tell", action="store_true", help="weigh it, build nothing")
    parser.add_argument("options", nargs="*", help="for docker build, after --")
    chosen = parser.parse_args()
    if not chosen.only_tell:
        build(chosen.tag, chosen.options)
    tell(layers(chosen.tag))


if __name__ == "__main__":
    main()
