"""The machine: every move that is allowed, and every one that is not."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from tests.requests.home import Home, Person

from medianest.catalog.standing import RequestState
from medianest.infra.database import execute, fetchval
from medianest.requests.states import ASKER_CANCELS, MOVES, Action, State

# The contract's own words, written down a second time so that a slip of the table is seen.
ALLOWED: Mapping[str, set[str]] = {
    "pending": {"approved", "declined", "cancelled", "failed", "partially_available", "available"},
    "approved": {"submitted", "processing", "failed", "cancelled", "declined"}
    | {"partially_available", "available"},
    "submitted": {"processing", "failed", "declined", "cancelled"}
    | {"partially_available", "available"},
    "processing": {"failed", "declined", "cancelled", "partially_available", "available"},
    "partially_available": {"available", "processing", "cancelled"},
    "available": {"partially_available", "processing", "cancelled"},
    "failed": {"approved", "cancelled", "partially_available", "available"},
    "declined": set(),
    "cancelled": set(),
}
# What a manager may do, likewise.
DOABLE: Mapping[str, set[str]] = {
    "pending": {"approve", "decline", "cancel", "edit", "delete"},
    "approved": {"decline", "cancel", "fulfil", "delete"},
    "submitted": {"decline", "cancel", "fulfil", "delete"},
    "processing": {"decline", "cancel", "delete"},
    "partially_available": {"cancel", "delete"},
    "available": {"delete"},
    "failed": {"cancel", "retry", "delete"},
    "declined": {"delete"},
    "cancelled": {"delete"},
}
_STEERED = [action for action in Action if action not in {Action.FOLLOW, Action.UNFOLLOW}]


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert {state.value: {to.value for to in targets} for state, targets in MOVES.items()} == (
        ALLOWED
    )


@pytest.mark.parametrize("was", State)
async def test_a_request_moves_only_along_the_table(home: Home, maria: Person, was: State) -> None:
    home.catalog.film(348)
    request = await maria.film(348)
    moved = set[str]()

    for target in State:
        await _put(request["id"], was)
        if await home.requests.moved(request["id"], target):
            moved.add(target.value)

    assert moved == ALLOWED[was]


@pytest.mark.parametrize("was", State)
async def test_every_illegal_action_is_a_409_that_changes_nothing(
    home: Home, maria: Person, anna: Person, was: State
) -> None:
    home.catalog.film(348)
    request = (await maria.film(348))["id"]
    await _put(request, was)
    offered = (await anna.see(request))["actions"]
    done = set[str]()

    for action in _STEERED:
        await _put(request, was)
        answer = await _act(anna, action, request)
        if answer.status_code == 409:
            assert answer.json()["code"] == "illegal_move"
            assert (await anna.see(request))["state"] == was
        else:
            assert answer.is_success, answer.text
            done.add(action.value)

    assert done == DOABLE[was] == {*offered} - {"follow"}


@pytest.mark.parametrize("was", State)
async def test_only_what_is_not_over_is_followed(
    home: Home, maria: Person, paul: Person, was: State
) -> None:
    home.catalog.film(348)
    request = (await maria.film(348))["id"]
    await _put(request, was)

    answer = await paul.do("follow", request)

    assert answer.status_code == (409 if was.value in {"declined", "cancelled"} else 200)
    assert answer.is_success or answer.json()["code"] == "illegal_move"


@pytest.mark.parametrize("was", State)
async def test_who_asked_takes_back_and_edits_while_nothing_is_under_way(
    home: Home, maria: Person, was: State
) -> None:
    home.catalog.film(348)
    request = (await maria.film(348))["id"]

    await _put(request, was)
    edited = await _act(maria, Action.EDIT, request)
    cancelled = await _act(maria, Action.CANCEL, request)

    assert edited.status_code == (200 if was is State.PENDING else 409)
    assert cancelled.status_code == (200 if was in ASKER_CANCELS else 409)


async def test_the_same_cause_moves_a_request_once(home: Home, maria: Person) -> None:
    home.catalog.film(348)
    request = (await maria.film(348))["id"]

    for cause, to, moves in (
        ("first", State.APPROVED, True),
        ("second", State.PROCESSING, True),
        ("third", State.AVAILABLE, True),
        ("fourth", State.PROCESSING, True),
        # Delivered a second time, and late.
        ("third", State.AVAILABLE, False),
    ):
        assert await home.requests.moved(request, to, cause=cause) is moves

    assert (await maria.see(request))["state"] == "processing"
    assert await home.told(maria.id) == [
        "request.approved",
        "request.available",
        "request.removed",
    ]


async def test_what_is_over_may_be_asked_for_anew(home: Home, maria: Person) -> None:
    home.catalog.film(348)
    first = await maria.film(348)
    await maria.do("cancel", first["id"])

    second = await maria.film(348)

    assert second["id"] != first["id"]
    assert await fetchval("SELECT count(*) FROM request_parts WHERE active") == 1


async def _put(request: str, state: State) -> None:
    await execute("UPDATE media_requests SET state = $2 WHERE id = $1", request, state.value)
    await execute(
        "INSERT INTO request_parts (id, request, media_type, tmdb_id, is4k, season, episode)"
        " SELECT id, id, media_type, tmdb_id, is4k, -1, -1 FROM media_requests r WHERE id = $1"
        " AND NOT EXISTS (SELECT FROM request_parts p WHERE p.request = r.id)",
        request,
    )


async def _act(person: Person, action: Action, request: str) -> Any:
    match action:
        case Action.EDIT:
            return await person.client.patch(f"/media/requests/{request}", json={"note": "changed"})
        case Action.DELETE:
            return await person.client.delete(f"/media/requests/{request}")
        case _:
            return await person.do(action, request)


def test_the_catalogue_shows_the_same_states() -> None:
    assert set(get_args(RequestState)) == set(State)
