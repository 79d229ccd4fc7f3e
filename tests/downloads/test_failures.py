"""What is said of each failure, and whether trying again is worth while."""

from datetime import timedelta

import pytest

from medianest.downloads import failures
from medianest.kit.clock import now


@pytest.mark.parametrize("kind", failures.TROUBLES)
def test_every_failure_has_words_and_a_way_out(kind: str) -> None:
    told = failures.tell(kind, "what the site said")

    assert told.kind == kind
    assert told.message.endswith((".", ")"))
    assert told.hint.endswith(".")


@pytest.mark.parametrize(
    "kind", ["unavailable", "unsupported_site", "playlist", "private_video", "drm", "live_stream"]
)
def test_what_will_not_change_is_not_tried_again(kind: str) -> None:
    assert failures.of(kind).next_try(1, now()) is None


@pytest.mark.parametrize("kind", ["rate_limited", "network", "server_error", "broken_file"])
def test_what_may_pass_is_tried_again_later_but_not_for_ever(kind: str) -> None:
    at = now()
    trouble = failures.of(kind)

    first = trouble.next_try(1, at)

    assert first is not None
    assert at < first < at + timedelta(minutes=10)
    assert trouble.next_try(trouble.tries + 1, at) is None


@pytest.mark.parametrize("kind", ["disk_full", "media_folder_missing", "media_folder_read_only"])
def test_a_disk_is_waited_for_however_long_it_takes(kind: str) -> None:
    assert failures.of(kind).next_try(5000, now()) is not None


@pytest.mark.parametrize(
    "kind", ["unavailable", "unsupported_site", "playlist", "geo_blocked", "needs_sign_in", "drm"]
)
def test_a_retry_is_not_offered_where_it_cannot_help(kind: str) -> None:
    assert failures.tell(kind, "").retryable is False


@pytest.mark.parametrize("kind", ["network", "rate_limited", "live_stream", "too_large", "plex"])
def test_a_retry_is_offered_where_things_can_change(kind: str) -> None:
    assert failures.tell(kind, "").retryable is True


def test_what_is_tried_again_by_itself_says_so_behind_the_advice() -> None:
    told = failures.tell("disk_full", "", next_try=now())

    assert told.hint == "Make room in the media folder. MediaNest tries again by itself."


@pytest.mark.parametrize("kind", failures.TROUBLES)
def test_what_is_over_does_not_promise_to_be_tried_again(kind: str) -> None:
    assert "by itself" not in failures.tell(kind, "").hint


def test_what_waits_says_that_it_is_tried_again() -> None:
    assert failures.tell("network", "", next_try=now()).hint == "MediaNest tries again by itself."
