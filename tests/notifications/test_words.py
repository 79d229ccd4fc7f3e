"""What people are told in another language than the one it was written in."""

import pytest

from medianest.downloads.failures import TROUBLES
from medianest.notifications.words import Text, told, trial

ENGLISH = Text("Not fetched: The Boat", "The disk is full.")
_GIGA = 1_000_000_000


def german(kind: str, **facts: object) -> Text:
    return told(kind, ENGLISH, facts, "de")


def test_english_stays_as_it_was_written() -> None:
    assert told("download.failed", ENGLISH, {"reasonKey": "drm"}, "en") is ENGLISH


def test_a_kind_that_no_catalogue_knows_stays_english() -> None:
    assert german("tea.ready") is ENGLISH


def test_a_title_goes_by_its_name_in_the_language() -> None:
    said = german("request.available", title="The Boat", titles={"de": "Das Boot"})

    assert said == Text("Bereit: Das Boot", "„Das Boot“ ist in Plex.")


def test_a_reason_with_a_key_is_said_in_the_language() -> None:
    said = german("request.failed", title="The Boat", reasonKey="no_such_title", reason="Gone.")

    assert said.body == "Diesen Film oder diese Serie gibt es nicht."


def test_a_reason_without_a_key_is_a_persons_own_words() -> None:
    said = german("request.declined", title="The Boat", reasonKey="", reason="Too long.")

    assert said.body == "„The Boat“ kommt nicht. Too long."


def test_what_another_service_said_stands_behind_the_reason() -> None:
    said = german("request.failed", reasonKey="overseerr.refused", reason="Overseerr: No quota.")

    assert said.body == "Overseerr hat es nicht angenommen. (Overseerr: No quota.)"


def test_how_much_room_is_short_is_said_with_what_to_do() -> None:
    facts = {"reasonKey": "disk_full", "free": 3 * _GIGA, "needs": 5 * _GIGA, "again": True}

    assert german("download.waiting", **facts).body == (
        "Auf dem Datenträger sind nur noch 3 GB frei. Dieses Video braucht 5 GB."
        " Schaffen Sie Platz im Medienordner. MediaNest versucht es von selbst wieder."
    )


def test_numbers_are_written_as_the_language_writes_them() -> None:
    said = german("download.waiting", reasonKey="over_quota", free=1_500_000_000).body

    assert said.startswith("Im Kontingent sind nur noch 1,5 GB frei.")


@pytest.mark.parametrize("kind", TROUBLES)
def test_every_failure_of_a_download_has_german_words(kind: str) -> None:
    said = german("download.failed", title="x", reasonKey=kind, reason="English.").body

    assert said.endswith(".")
    assert "English" not in said


def test_the_test_of_a_channel_speaks_its_language() -> None:
    assert trial(ENGLISH, "de").title == "MediaNest erreicht Sie"
