"""Compose files agree with the image, with the settings and with one another."""

import re
from pathlib import Path

import pytest
from tests.docker.published import (
    CASAOS,
    COMPOSE,
    COMPOSE_PLEX,
    DOCKER,
    NAME,
    OWN_VARIABLES,
    ROOT,
    TRUENAS,
    UMBREL,
    appliance,
    compose_files,
    inside,
    read,
    services,
    settings_variables,
    variables,
)

WHOLE = [COMPOSE, COMPOSE_PLEX, CASAOS, UMBREL / "docker-compose.yml", TRUENAS]
HARDENING = ("read_only", "tmpfs", "security_opt", "cap_drop", "cap_add")
# What docker-compose 1.28 and engine 20.10 understand, of what we have a use for.
OLD_SECTIONS = {"version", "services", "networks", "volumes", "secrets"}
OLD_KEYS = {
    "cap_add", "cap_drop", "command", "container_name", "depends_on", "deploy", "entrypoint",
    "environment", "expose", "healthcheck", "hostname", "image", "init", "labels", "logging",
    "mem_limit", "network_mode", "networks", "ports", "profiles", "read_only", "restart",
    "scale", "secrets", "security_opt", "shm_size", "stop_grace_period", "sysctls", "tmpfs",
    "user", "volumes", "x-casaos",
}  # fmt: skip
OLD_HEALTH = {"test", "interval", "timeout", "retries", "start_period", "disable"}
_ASKED_FOR = re.compile(r"\$\{([A-Z_]+)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", compose_files(), ids=name_of)
def test_an_engine_of_2020_understands_it(path: Path) -> None:
    document = read(path)
    # CasaOS brings a compose of its own, which wants a name.
    own = {"name"} if path == CASAOS else set()

    sections = {key for key in document if not key.startswith("x-")}
    assert sections - OLD_SECTIONS - own == set()
    for service in document["services"].values():
        assert service.keys() - OLD_KEYS == set()
        assert service.get("healthcheck", {}).keys() - OLD_HEALTH == set()


@pytest.mark.parametrize("path", compose_files(), ids=name_of)
def test_what_it_sets_is_a_setting_with_a_value_that_is_allowed(path: Path) -> None:
    for service in services(path).values():
        given = variables(service)
        plain = {name: value for name, value in given.items() if "$" not in value}

        assert given.keys() - settings_variables() - OWN_VARIABLES == set()
        inside({name: value for name, value in plain.items() if not name.endswith("_FILE")})


@pytest.mark.parametrize("path", compose_files(), ids=name_of)
def test_it_runs_the_published_image(path: Path) -> None:
    images = {service["image"] for service in services(path).values()}

    assert images <= {NAME, f"${{MEDIANEST_IMAGE:-{NAME}}}"}
    assert images


@pytest.mark.parametrize("path", WHOLE, ids=name_of)
def test_the_appliance_has_its_folders_and_time_to_stop(path: Path) -> None:
    service = appliance(path)
    settings = inside({})

    targets = [one["target"] if isinstance(one, dict) else one.rpartition(":")[2]
               for one in service["volumes"]]  # fmt: skip

    assert targets == [str(settings.data_dir), str(settings.media_dir)]
    assert service["stop_grace_period"] in {"60s", "1m"}


@pytest.mark.parametrize("path", [COMPOSE, COMPOSE_PLEX, TRUENAS], ids=name_of)
def test_the_ports_are_published_under_their_own_numbers(path: Path) -> None:
    server = inside({}).server
    port, tls = server.port, server.tls_port

    plain, secure = appliance(path)["ports"]

    assert plain in {f"{port}:{port}", f"${{HTTP_PORT:-{port}}}:{port}"}
    assert secure in {f"{tls}:{tls}", f"${{HTTPS_PORT:-{tls}}}:{tls}"}


@pytest.mark.parametrize("path", [COMPOSE, COMPOSE_PLEX], ids=name_of)
def test_the_appliance_is_told_how_its_tls_port_is_called_outside(path: Path) -> None:
    published = appliance(path)["ports"][1].rpartition(":")[0]

    assert variables(appliance(path))["MEDIANEST__SERVER__TLS_PUBLISHED_PORT"] == published


def test_next_to_plex_the_appliance_is_the_same() -> None:
    alone, beside = services(COMPOSE), services(COMPOSE_PLEX)
    mapping = variables(beside["medianest"])["MEDIANEST__PLEX__PATH_MAPPINGS"]

    del beside["medianest"]["environment"]["MEDIANEST__PLEX__PATH_MAPPINGS"]

    assert beside == alone
    assert inside({"MEDIANEST__PLEX__PATH_MAPPINGS": mapping}).plex.path_mappings


def test_plex_has_the_media_folder_under_the_name_that_is_mapped() -> None:
    ours = appliance(COMPOSE_PLEX)
    theirs = read(COMPOSE_PLEX)["services"]["plex"]
    (mapping,) = inside(
        {"MEDIANEST__PLEX__PATH_MAPPINGS": ours["environment"]["MEDIANEST__PLEX__PATH_MAPPINGS"]}
    ).plex.path_mappings

    media = ours["volumes"][1].removesuffix(f":{mapping.local}")

    assert f"{media}:{mapping.plex}" in theirs["volumes"]


def test_truenas_is_hardened_alike() -> None:
    ours, theirs = appliance(COMPOSE), appliance(TRUENAS)

    assert {key: theirs[key] for key in HARDENING} == {key: ours[key] for key in HARDENING}


def test_the_beacon_sits_in_the_hosts_network_and_asks_the_published_port() -> None:
    beacon = services(COMPOSE)["beacon"]
    published = appliance(COMPOSE)["ports"][0].rpartition(":")[0]

    assert beacon["command"] == ["beacon", f"http://127.0.0.1:{published}"]
    assert beacon["network_mode"] == "host"
    assert beacon["profiles"] == ["beacon"]


def test_the_example_names_what_the_compose_files_ask_for() -> None:
    example = (DOCKER / ".env.example").read_text()
    asked = COMPOSE.read_text() + COMPOSE_PLEX.read_text()

    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == set(_ASKED_FOR.findall(asked))
