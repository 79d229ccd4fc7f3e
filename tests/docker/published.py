"""What those who run the image are given: compose files, NAS manifests, the image itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

import medianest
from medianest.settings import Settings, load

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
NAS = ROOT / "packaging" / "nas"
COMPOSE = DOCKER / "compose.yaml"
COMPOSE_PLEX = DOCKER / "compose.plex.yaml"
CASAOS = NAS / "casaos" / "docker-compose.yml"
UMBREL = NAS / "umbrel" / "medianest"
TRUENAS = NAS / "truenas" / "compose.yaml"
UNRAID = NAS / "unraid" / "medianest.xml"
# Those of the container itself; everything else is a setting.
OWN_VARIABLES = frozenset({"PUID", "PGID", "UMASK", "TZ"})
# The tag that follows every release which is compatible with this one.
NAME = f"{medianest.IMAGE}:{medianest.__version__.partition('.')[0]}"

Yaml = dict[str, Any]


def compose_files() -> list[Path]:
    """Every compose file that is kept, whoever wrote it."""
    found = [*DOCKER.rglob("*compose*.y*ml"), *NAS.rglob("*compose*.y*ml")]
    return sorted(path for path in found if path.is_file())


def read(path: Path) -> Yaml:
    document = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(document, dict)
    return document


def services(path: Path) -> dict[str, Yaml]:
    """The services of a compose file that run our image."""
    every: dict[str, Yaml] = read(path)["services"]
    return {name: one for name, one in every.items() if medianest.IMAGE in one.get("image", "")}


def appliance(path: Path) -> Yaml:
    """The one service that is the whole appliance."""
    (found,) = [one for one in services(path).values() if "command" not in one]
    return found


def variables(service: Yaml) -> dict[str, str]:
    """What a service is given; compose allows a mapping and a list of `NAME=value`."""
    given = service.get("environment", {})
    if isinstance(given, list):
        return dict(line.partition("=")[::2] for line in given)
    return {name: str(value) for name, value in given.items()}


def settings_variables() -> frozenset[str]:
    """Every environment variable that is a setting, from a file as well."""
    names = {f"MEDIANEST__{key.upper().replace('.', '__')}" for key in _keys(Settings)}
    return frozenset(names | {f"{name}_FILE" for name in names})


def _keys(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        nested = field.type
        if isinstance(nested, type) and issubclass(nested, msgspec.Struct):
            yield from _keys(nested, f"{prefix}{field.name}.")
        else:
            yield prefix + field.name


def inside(given: dict[str, str]) -> Settings:
    """The settings as they are in the container with these variables."""
    return load({"MEDIANEST_CONTAINER": "1", **given})


def dockerfile(instruction: str) -> list[str]:
    """What stands behind each such instruction of the Dockerfile's last stage."""
    text = (DOCKER / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    last = text.rpartition("\nFROM ")[2]
    return re.findall(rf"^{instruction} +(.+)$", last, re.MULTILINE)
