import pytest
from tests.plex.conftest import Home, make
from tests.standins.plex import PlexStandIn

from medianest.infra.database import fetchval
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services
from medianest.plex.errors import (
    NotAPlexServerError,
    PlexTokenRefusedError,
    PlexUnreachableError,
)
from medianest.plex.schemas import ConnectPlex, PathMapping
from medianest.plex.service import Options, Plex


async def test_connecting_stores_the_sealed_token_and_lists_the_libraries(
    plex: Plex, server: PlexStandIn
) -> None:
    connected = await plex.connect(ConnectPlex(url=server.url + "/", token=server.token))

    assert connected.server is not None
    assert connected.server.name == "Living Room"
    assert connected.service.url == server.url
    assert connected.service.has_secret
    [library] = connected.libraries
    assert (library.title, library.fits, library.chosen) == ("TV", True, True)
    stored = await fetchval("SELECT secret FROM services WHERE name = 'plex'")
    assert server.token not in stored


async def test_a_wrong_token_is_named_and_nothing_is_stored(
    plex: Plex, server: PlexStandIn
) -> None:
    with pytest.raises(PlexTokenRefusedError):
        await plex.connect(ConnectPlex(url=server.url, token="wrong"), force=True)

    assert await fetchval("SELECT count(*) FROM services") == 0


async def test_a_refused_connection_is_named_and_nothing_is_stored(
    plex: Plex, server: PlexStandIn
) -> None:
    server.stop()

    with pytest.raises(PlexUnreachableError, match="Nothing answers"):
        await plex.connect(ConnectPlex(url=server.url, token="any"))

    assert await fetchval("SELECT count(*) FROM services") == 0


async def test_force_stores_a_server_that_is_down(plex: Plex, server: PlexStandIn) -> None:
    server.stop()

    connected = await plex.connect(ConnectPlex(url=server.url, token=server.token), force=True)

    assert connected.server is None
    assert await plex.connected()


@pytest.mark.parametrize("fault", ["garbage", "status"])
async def test_what_is_no_plex_server_is_named_so(
    plex: Plex, server: PlexStandIn, fault: str
) -> None:
    setattr(server.faults, fault, 418 if fault == "status" else True)

    with pytest.raises(NotAPlexServerError):
        await plex.connect(ConnectPlex(url=server.url, token="any"))


async def test_a_failing_server_is_unreachable_rather_than_no_plex(
    plex: Plex, server: PlexStandIn
) -> None:
    server.faults.status = 500

    with pytest.raises(PlexUnreachableError):
        await plex.connect(ConnectPlex(url=server.url, token="any"))


async def test_a_hiccup_while_reading_is_tried_again(plex: Plex, server: PlexStandIn) -> None:
    server.faults.status, server.faults.times = 500, 1

    connected = await plex.connect(ConnectPlex(url=server.url, token=server.token))

    assert connected.server is not None


async def test_the_stored_token_is_not_sent_to_another_address(connected: Plex) -> None:
    with PlexStandIn() as elsewhere, pytest.raises(PlexTokenRefusedError) as refused:
        await connected.connect(ConnectPlex(url=elsewhere.url), force=True)

    assert [wrong.field for wrong in refused.value.errors] == ["token"]
    assert elsewhere.asked == []


async def test_a_change_without_a_token_keeps_the_stored_one(
    connected: Plex, server: PlexStandIn
) -> None:
    again = await connected.connect(ConnectPlex(url=server.url, library="TV"))

    assert again.server is not None


async def test_the_machine_is_not_described_to_plex(connected: Plex, server: PlexStandIn) -> None:
    await connected.server()

    headers = server.asked[-1].headers
    assert headers["x-plex-client-identifier"] == "test"
    assert headers["x-plex-device-name"] == "MediaNest"


async def test_the_settings_file_wins_and_is_shown_locked(
    home: Home, services: Services, server: PlexStandIn
) -> None:
    given = ServiceConfig(name="plex", url=server.url, secret=server.token, options={"library": ""})
    plex = make(home, Services(services.vault, {"plex": given}))

    await plex.connect(ConnectPlex(url=server.url, library="TV"))

    [shown] = await plex.services.list()
    assert (shown.locked, shown.has_secret, shown.url) == (True, True, server.url)
    assert shown.options["library"] == "TV"
    assert (await plex.destination()) is not None


async def test_those_who_wait_for_plex_are_told_when_it_is_back(
    connected: Plex, server: PlexStandIn
) -> None:
    told: list[str] = []

    async def listen() -> None:
        told.append("back")

    connected.on_connected.append(listen)
    config = await connected.services.get("plex")
    assert config is not None

    server.stop()
    with pytest.raises(PlexUnreachableError):
        await connected.check(config)
    server.start()
    await connected.check(config)
    await connected.check(config)

    assert told == ["back"]


async def test_the_destination_is_known_while_plex_is_down(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    server.stop()

    found = await connected.destination()

    assert found is not None
    assert (found.root, found.form, found.library) == (home.tv, "show", "TV")


async def test_the_chosen_library_wins_over_the_first_that_fits(
    plex: Plex, server: PlexStandIn, home: Home
) -> None:
    (home.media / "films").mkdir()
    server.add_library("Films", "movie", {"/plex/films": home.media / "films"})

    await plex.connect(ConnectPlex(url=server.url, token=server.token, library="films"))

    found = await plex.destination()
    assert found is not None
    assert (found.form, found.root) == ("film", home.media / "films")


async def test_without_a_library_in_the_media_folder_the_reason_is_told(
    plex: Plex, server: PlexStandIn, home: Home
) -> None:
    server.shelves.sections.clear()
    server.add_library("Music", "artist", {"/plex/music": home.media})
    server.add_library("Far", "show", {"/elsewhere": home.media})
    server.add_library("Farther", "movie", {"/even/further": home.media})

    connected = await plex.connect(ConnectPlex(url=server.url, token=server.token))

    assert await plex.destination() is None
    assert "path mapping" in ((await plex.server()).why_not or "")
    assert ["artist" in one.why or "not known" in one.why for one in connected.libraries] == [
        True,
        True,
        True,
    ]


async def test_the_only_folder_that_could_be_meant_is_taken_for_the_media_folder(
    plex: Plex, server: PlexStandIn, home: Home
) -> None:
    server.shelves.sections.clear()
    server.add_library("Films", "movie", {"/somewhere/else": home.media})

    connected = await plex.connect(ConnectPlex(url=server.url, token=server.token))

    found = await plex.destination()
    assert found is not None
    assert (found.form, found.root) == ("film", home.media)
    assert [(one.fits, one.locations[0].guessed) for one in connected.libraries] == [(True, True)]


async def test_a_given_mapping_wins_over_equal_names(
    plex: Plex, server: PlexStandIn, home: Home
) -> None:
    (home.media / "mine").mkdir()
    mapping = PathMapping(local=str(home.media / "mine"), plex="/plex/tv")

    await plex.connect(ConnectPlex(url=server.url, token=server.token, path_mappings=[mapping]))

    found = await plex.destination()
    assert found is not None
    assert found.root == home.media / "mine"


async def test_a_mapping_of_the_settings_counts_until_another_is_chosen(
    plex: Plex, server: PlexStandIn, home: Home
) -> None:
    (home.media / "mine").mkdir()
    (home.media / "other").mkdir()
    given = PathMapping(local=str(home.media / "mine"), plex="/plex/tv")
    chosen = PathMapping(local=str(home.media / "other"), plex="/plex/tv")
    plex.given = Options(path_mappings=(given,))

    await plex.connect(ConnectPlex(url=server.url, token=server.token, path_mappings=[]))
    preset = await plex.destination()
    await plex.connect(ConnectPlex(url=server.url, path_mappings=[chosen]))
    other = await plex.destination()

    assert preset is not None
    assert other is not None
    assert (preset.root, other.root) == (home.media / "mine", home.media / "other")
