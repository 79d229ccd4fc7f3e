from pathlib import Path
from typing import Any

import msgspec
import pytest

from medianest.settings import Settings, SettingsError, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
# Their defaults depend on the machine, so the example shows them as comments.
OPTIONAL = {"data_dir", "media_dir", "owner.password_file"}


def keys(kind: type[msgspec.Struct], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for field in msgspec.structs.fields(kind):
        nested = field.type
        if isinstance(nested, type) and issubclass(nested, msgspec.Struct):
            found |= keys(nested, f"{prefix}{field.name}.")
        else:
            found.add(prefix + field.name)
    return found - {"given"}


def test_the_example_names_every_key_and_no_other(tmp_path: Path) -> None:
    settings = load({"MEDIANEST__DATA_DIR": str(tmp_path)}, file=EXAMPLE)

    assert settings.given - {"data_dir"} == keys(Settings) - OPTIONAL
    for key in OPTIONAL:
        assert f"# {key.rpartition('.')[2]} = " in EXAMPLE.read_text()


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    environment = {"MEDIANEST__DATA_DIR": str(tmp_path)}

    example = msgspec.structs.replace(load(environment, file=EXAMPLE), given=frozenset())

    assert example == msgspec.structs.replace(load(environment), given=frozenset())


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[server]\nport = 9000\nhost = '0.0.0.0'\n")

    settings = load({"MEDIANEST__DATA_DIR": str(tmp_path), "MEDIANEST__SERVER__PORT": "9001"})

    assert settings.server.port == 9001
    assert settings.server.host == "0.0.0.0"
    assert settings.given == {"data_dir", "server.port", "server.host"}


def test_a_variable_that_was_left_empty_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[server]\nport = 9000\n")

    settings = load({"MEDIANEST__DATA_DIR": str(tmp_path), "MEDIANEST__SERVER__PORT": ""})

    assert settings.server.port == 9000
    assert settings.given == {"data_dir", "server.port"}


@pytest.mark.parametrize("text", ["127.0.0.1, nas.local:8080", '["127.0.0.1", "nas.local:8080"]'])
def test_a_list_in_the_environment_is_json_or_parted_by_commas(tmp_path: Path, text: str) -> None:
    settings = load(
        {
            "MEDIANEST__DATA_DIR": str(tmp_path),
            "MEDIANEST__DOWNLOADS__ALLOWED_PRIVATE_HOSTS": text,
        }
    )

    assert settings.downloads.allowed_private_hosts == ("127.0.0.1", "nas.local:8080")


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")

    settings = load(
        {
            "MEDIANEST__DATA_DIR": str(tmp_path),
            "MEDIANEST__PLEX__TOKEN_FILE": str(tmp_path / "token"),
        }
    )

    assert settings.plex.token == "s3cret"


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgresql://nest@db/nest", "postgresql://nest:p%40ss%2Fw@db/nest"),
        ("postgresql://nest@db:5433/nest?a=b", "postgresql://nest:p%40ss%2Fw@db:5433/nest?a=b"),
        ("postgresql://nest:own@db/nest", "postgresql://nest:own@db/nest"),
        ("", ""),
    ],
)
def test_the_password_of_the_database_can_stand_in_a_file_of_its_own(
    tmp_path: Path, url: str, meant: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("p@ss/w\n")
    given = {"MEDIANEST__DATABASE__URL": url, "MEDIANEST__DATABASE__PASSWORD_FILE": str(secret)}

    assert load({"MEDIANEST__DATA_DIR": str(tmp_path), **given}).database.url == meant


def test_the_owner_password_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse battery\n")

    settings = load(
        {
            "MEDIANEST__DATA_DIR": str(tmp_path),
            "MEDIANEST__OWNER__PASSWORD_FILE": str(tmp_path / "password"),
        }
    )

    assert settings.owner.password == "correct horse battery"


def test_a_container_listens_on_every_address_and_uses_its_volumes() -> None:
    settings = load({"MEDIANEST_CONTAINER": "1"})

    assert settings.server.host == "0.0.0.0"
    assert settings.data_dir == Path("/data")
    assert settings.media_dir == Path("/media")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SERVER__PORT", "99999", "server.port = '99999': expected int <= 65535"),
        ("SERVER__PORT", "many", "server.port = 'many': expected int, got str"),
        ("SERVER__PROT", "1", "server.prot: there is no such setting"),
        ("SERVRE__PORT", "1", "servre: there is no such setting"),
        (
            "MDNS__NAME",
            "Media\nNest",
            r"mdns.name = 'Media\nNest': allowed: one line of text, with no control characters",
        ),
        ("LOGS__LEVEL", "loud", "allowed: debug, info, warning, error"),
        ("SERVER__ROLES", "web,cook", "allowed: web, worker"),
        ("MONITORING__PROBE_EVERY", "1", "monitoring.probe_every = '1': expected float >= 5"),
        ("PLEX__TOKEN_FILE", "/no/such/file", "MEDIANEST__PLEX__TOKEN_FILE = /no/such/file"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    tmp_path: Path, name: str, value: str, expected: str
) -> None:
    environment = {"MEDIANEST__DATA_DIR": str(tmp_path), f"MEDIANEST__{name}": value}

    with pytest.raises(SettingsError) as raised:
        load(environment)

    assert expected in str(raised.value)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[server\n")

    with pytest.raises(SettingsError, match=r"config\.toml: not valid TOML: .*line 1"):
        load({"MEDIANEST__DATA_DIR": str(tmp_path)})


def test_a_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    wrong: dict[str, Any] = {
        "MEDIANEST__DATA_DIR": str(tmp_path),
        "MEDIANEST__PLEX__TOKEN__X": "s3cret",
    }

    with pytest.raises(SettingsError) as raised:
        load(wrong)

    assert "s3cret" not in str(raised.value)
