"""The manifests of NAS systems, as far as their formats can be checked without them."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.docker.published import (
    CASAOS,
    COMPOSE,
    DOCKER,
    NAME,
    OWN_VARIABLES,
    ROOT,
    UMBREL,
    UNRAID,
    appliance,
    inside,
    read,
    services,
    settings_variables,
    variables,
)

import medianest

PROJECT = "https://github.com/medianest/medianest"
RAW = "https://raw.githubusercontent.com/medianest/medianest/main/"
_KEPT = re.compile(rf"{re.escape(RAW)}([\w./-]+)")
MANIFESTS = sorted(path for path in (ROOT / "packaging/nas").rglob("*") if path.suffix)


@pytest.fixture(scope="module")
def unraid() -> ET.Element:
    return ET.parse(UNRAID).getroot()  # noqa: S314 - a file of our own


def configured(unraid: ET.Element, kind: str) -> dict[str, str]:
    return {
        one.attrib["Target"]: one.attrib["Default"]
        for one in unraid.iter("Config")
        if one.attrib["Type"] == kind
    }


def test_unraid_knows_everything_that_it_shows(unraid: ET.Element) -> None:
    asked = ["Name", "Repository", "Network", "Support", "Project", "Overview", "Category",
             "WebUI", "TemplateURL", "Icon"]  # fmt: skip

    assert (unraid.tag, unraid.attrib) == ("Container", {"version": "2"})
    assert [name for name in asked if not (unraid.findtext(name) or "").strip()] == []
    assert unraid.findtext("Repository") == NAME
    assert unraid.findtext("Project") == PROJECT
    assert unraid.findtext("TemplateURL") == RAW + str(UNRAID.relative_to(ROOT))


def test_unraid_has_the_ports_folders_and_variables_of_the_image(unraid: ET.Element) -> None:
    settings = inside({})
    port = str(settings.server.port)

    tls = str(settings.server.tls_port)
    assert configured(unraid, "Port") == {port: port, tls: tls}
    assert configured(unraid, "Path").keys() == {str(settings.data_dir), str(settings.media_dir)}
    assert f"[PORT:{port}]" in (unraid.findtext("WebUI") or "")
    assert configured(unraid, "Variable").keys() - settings_variables() - OWN_VARIABLES == set()


def test_fields_that_are_left_empty_are_not_given(unraid: ET.Element) -> None:
    given = configured(unraid, "Variable")

    settings = inside({name: value for name, value in given.items() if name not in OWN_VARIABLES})

    assert "" in given.values()
    assert settings.given == frozenset()


def test_unraid_hardens_like_compose(unraid: ET.Element) -> None:
    words = (unraid.findtext("ExtraParams") or "").split()
    service = appliance(COMPOSE)

    wanted = {
        "--stop-timeout=60",
        "--read-only",
        *(f"--tmpfs={one}" for one in service["tmpfs"]),
        *(f"--security-opt={one}" for one in service["security_opt"]),
        *(f"--cap-drop={one}" for one in service["cap_drop"]),
        *(f"--cap-add={one}" for one in service["cap_add"]),
    }

    assert set(words) == wanted


def test_casaos_finds_the_service_its_port_and_its_words() -> None:
    document = read(CASAOS)
    block, service = document["x-casaos"], appliance(CASAOS)
    port = inside({}).server.port
    shown = {one["container"] for one in service["x-casaos"]["envs"]}

    assert block["main"] in document["services"]
    assert block["port_map"] == service["ports"][0]["published"] == str(port)
    assert [one["target"] for one in service["ports"]] == [port, inside({}).server.tls_port]
    described = [int(one["container"]) for one in service["x-casaos"]["ports"]]
    assert described == [one["target"] for one in service["ports"]]
    assert shown == variables(service).keys()
    assert {"architectures", "author", "category", "description", "developer", "icon",
            "index", "tagline", "thumbnail", "title"} <= block.keys()  # fmt: skip


def test_umbrel_has_a_whole_manifest() -> None:
    manifest = read(UMBREL / "umbrel-app.yml")
    asked = {"manifestVersion", "id", "category", "name", "version", "tagline", "description",
             "developer", "website", "dependencies", "repo", "support", "port", "gallery",
             "path", "defaultUsername", "submitter", "submission"}  # fmt: skip

    assert asked - manifest.keys() == set()
    assert manifest["id"] == UMBREL.name
    assert manifest["version"] == medianest.__version__
    assert manifest["port"] == inside({}).server.port


def test_umbrel_reaches_the_service_and_names_its_owner() -> None:
    manifest = read(UMBREL / "umbrel-app.yml")
    proxy = read(UMBREL / "docker-compose.yml")["services"]["app_proxy"]["environment"]
    (service,) = services(UMBREL / "docker-compose.yml").items()

    assert proxy["APP_HOST"] == f"{manifest['id']}_{service[0]}_1"
    assert proxy["APP_PORT"] == inside({}).server.port
    assert variables(service[1])["MEDIANEST__OWNER__EMAIL"] == manifest["defaultUsername"]
    assert variables(service[1])["MEDIANEST__OWNER__PASSWORD"] == "${APP_PASSWORD}"
    assert manifest["deterministicPassword"] is True


@pytest.mark.parametrize("path", [*MANIFESTS, DOCKER / "Dockerfile"], ids=lambda path: path.name)
def test_every_picture_that_a_manifest_shows_is_kept_here(path: Path) -> None:
    named = _KEPT.findall(path.read_text("utf-8"))

    assert [name for name in named if not (ROOT / name).is_file()] == []
