import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from tests.plex.conftest import Home, make
from tests.standins.plex import PlexStandIn

from medianest.infra.database import fetchval
from medianest.plex.errors import (
    PlexDidNotFindError,
    PlexNoLibraryError,
    PlexNotConnectedError,
    PlexTokenRefusedError,
    PlexUnreachableError,
)
from medianest.plex.service import Plex


async def test_a_file_lands_in_its_show_and_collection(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    server.scan_delay = 0.1

    item = await connected.place(home.publish(1), collection="Kanal")

    assert (item.title, item.library, item.collection) == ("Film 1", "TV", "Kanal")
    assert item.url is not None
    assert item.url.endswith(f"%2Flibrary%2Fmetadata%2F{item.rating_key}")
    assert server.titles("show") == ["Kanal"]
    assert server.collection("Kanal").members == [int(item.rating_key)]
    assert server.scans == [(1, "/plex/tv/Kanal [UC1]")]


async def test_placing_again_changes_nothing(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    file = home.publish(1)
    first = await connected.place(file, collection="Kanal")

    second = await connected.place(file, collection="Kanal")

    assert second == first
    assert len(server.scans) == 1
    assert server.count("POST", "/library/collections") == 1
    assert server.count("PUT", "/items") == 0


async def test_a_collection_is_edited_in_place(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    await connected.place(home.publish(1), collection="Kanal")
    key = server.collection("Kanal").key

    await connected.place(home.publish(2), collection="Kanal")

    assert server.collection("Kanal").key == key
    assert len(server.collection("Kanal").members) == 2
    assert server.count("DELETE", "/library") == 0
    assert server.count("POST", "/library/collections") == 1


async def test_a_collection_made_before_a_crash_is_found_by_its_title(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    await connected.place(home.publish(1), collection="Kanal")
    await fetchval("DELETE FROM plex_collections")

    await connected.place(home.publish(2), collection="Kanal")

    assert server.count("POST", "/library/collections") == 1
    assert await fetchval("SELECT rating_key FROM plex_collections") == (
        server.collection("Kanal").key
    )


async def test_a_rebuilt_plex_gets_its_items_and_collection_back(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    file = home.publish(1)
    before = await connected.place(file, collection="Kanal")
    server.shelves.forget()

    after = await connected.place(file, collection="Kanal")

    assert after.rating_key != before.rating_key
    assert server.collection("Kanal").members == [int(after.rating_key)]


async def test_files_of_one_show_share_a_scan_and_none_overlap(
    patient: Plex, server: PlexStandIn, home: Home
) -> None:
    server.scan_delay = 0.05
    files = [home.publish(number) for number in range(1, 6)]

    items = await asyncio.gather(*(patient.place(file, collection="Kanal") for file in files))

    assert len({item.rating_key for item in items}) == 5
    assert server.scans == [(1, "/plex/tv/Kanal [UC1]")]
    assert server.shelves.overlapping_scans == 0
    assert server.count("POST", "/library/collections") == 1
    assert len(server.collection("Kanal").members) == 5


async def test_files_of_many_shows_share_one_scan_of_their_root(
    patient: Plex, server: PlexStandIn, home: Home
) -> None:
    files = [home.publish(1, show=f"Kanal {n} [UC{n}]", video=f"video{n}") for n in range(4)]

    await asyncio.gather(*(patient.place(file) for file in files))

    assert server.scans == [(1, "/plex/tv")]


async def test_two_processes_never_scan_one_library_at_once(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    # Both see an idle library before either's scan has begun.
    server.scan_delay, server.faults.slow, server.faults.only = 0.5, 0.3, "refresh"
    other = make(home, connected.services)

    await asyncio.gather(
        connected.place(home.publish(1), collection="Kanal"),
        other.place(home.publish(2, show="Anders [UC2]"), collection="Kanal"),
    )

    assert server.shelves.overlapping_scans == 0
    assert server.count("POST", "/library/collections") == 1


async def test_a_scan_that_plex_ignores_is_a_named_failure(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    server.faults.ignore_scans = True

    with pytest.raises(PlexDidNotFindError) as failed:
        await connected.place(home.publish(1), collection="Kanal")

    assert failed.value.retryable
    assert failed.value.extra["reasons"] == ["mapping", "permissions", "library_type"]
    assert "guessed" in failed.value.detail


async def test_a_name_that_a_tv_library_passes_over_is_the_reason(
    connected: Plex, home: Home
) -> None:
    file = home.tv / "Kanal" / "just a film [abc].mp4"
    file.parent.mkdir()
    file.write_bytes(b"film")

    with pytest.raises(PlexDidNotFindError) as failed:
        await connected.place(file)

    assert failed.value.extra["reasons"] == ["naming"]


async def test_a_file_that_only_we_may_read_is_the_reason(connected: Plex, home: Home) -> None:
    file = home.publish(1)
    file.chmod(0o600)

    with pytest.raises(PlexDidNotFindError) as failed:
        await connected.place(file)

    assert failed.value.extra["reasons"] == ["permissions"]


async def test_after_two_misses_the_whole_library_is_scanned(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    file = home.publish(1)
    server.faults.ignore_scans = True
    for _ in range(2):
        with pytest.raises(PlexDidNotFindError):
            await connected.place(file)
    server.faults.ignore_scans = False

    await connected.place(file)

    assert server.scans[-1] == (1, None)
    assert await fetchval("SELECT count(*) FROM plex_scans") == 0


async def test_plex_gone_in_the_middle_can_be_tried_again(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    # Long enough for the fault to come while it scans, though a thread has to wake up first.
    server.scan_delay = 1.0
    file = home.publish(1)
    placing = asyncio.gather(connected.place(file, collection="Kanal"), return_exceptions=True)
    await asyncio.to_thread(server.scan_asked.wait, 60)
    server.faults.status = 503

    [failure] = await placing
    server.faults.status = 0
    item = await connected.place(file, collection="Kanal")

    assert isinstance(failure, PlexUnreachableError)
    assert failure.retryable
    assert server.collection("Kanal").members == [int(item.rating_key)]


@pytest.mark.parametrize("fault", ["cut_off", "garbage"])
async def test_a_broken_answer_is_a_retryable_failure(
    connected: Plex, server: PlexStandIn, home: Home, fault: str
) -> None:
    setattr(server.faults, fault, True)

    with pytest.raises(PlexUnreachableError) as failed:
        await connected.place(home.publish(1))

    assert failed.value.retryable


async def test_a_server_that_answers_too_slowly_is_a_retryable_failure(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    hasty = make(home, connected.services, timeout=timedelta(milliseconds=200))
    server.faults.slow = 30

    with pytest.raises(PlexUnreachableError, match="too long"):
        await hasty.place(home.publish(1))


async def test_a_token_that_is_refused_later_is_named(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    server.token = "changed"

    with pytest.raises(PlexTokenRefusedError) as failed:
        await connected.place(home.publish(1))

    assert not failed.value.retryable


async def test_a_failure_while_collecting_is_made_good_without_another_scan(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    file = home.publish(1)
    server.faults.status, server.faults.only = 500, "/library/collections"
    with pytest.raises(PlexUnreachableError):
        await connected.place(file, collection="Kanal")
    server.faults.status = 0

    await connected.place(file, collection="Kanal")

    assert len(server.scans) == 1
    assert len(server.collection("Kanal").members) == 1


async def test_who_scans_for_others_may_be_cancelled(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    server.scan_delay = 0.1
    first = asyncio.ensure_future(connected.place(home.publish(1)))  # noqa: TID251 - to cancel it
    second = asyncio.gather(connected.place(home.publish(2)))
    await asyncio.to_thread(server.scan_asked.wait, 60)

    first.cancel()
    [item] = await second

    assert item.title == "Film 2"


async def test_an_old_file_is_found_behind_hundreds_of_newer_ones(
    connected: Plex, server: PlexStandIn, home: Home
) -> None:
    file = home.publish(1)
    await connected.place(file)
    for number in range(250):
        server.shelves.add("episode", f"newer {number}", 1, file=f"/plex/tv/x/{number}.mp4")

    item = await connected.place(file, collection="Kanal")

    assert item.title == "Film 1"


async def test_nothing_is_placed_without_a_server(plex: Plex, home: Home) -> None:
    with pytest.raises(PlexNotConnectedError):
        await plex.place(home.publish(1))


async def test_a_file_outside_of_every_library_is_named(connected: Plex, tmp_path: Path) -> None:
    with pytest.raises(PlexNoLibraryError):
        await connected.place(tmp_path / "elsewhere.mp4")
