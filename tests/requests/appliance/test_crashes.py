"""Killed at every point of a request's way: nothing acknowledged is lost, nothing happens twice.

Each round brings one request to each point (see `points`), proves from the database that it
stands there, kills without warning, and looks at what becomes of all of them.
`MEDIANEST_CRASH_REPETITIONS` repeats the rounds.
"""

import os
import signal
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from tests.requests.appliance.cinema import ANNA, MARIA, OLGA, Cinema
from tests.requests.appliance.ears import way
from tests.requests.appliance.points import BACK, FEW, NORA, PIA, THERE, Points
from tests.support import processes
from tests.support.database import Line

REPETITIONS = range(int(os.environ.get("MEDIANEST_CRASH_REPETITIONS", "1")))
ROUNDS = {"there": THERE, "back": BACK}
CREATED = ["request.created"]
ARRIVED = ["pending", "approved", "processing", "available"]
CAME = ["request.approved", "request.available"]
pytestmark = pytest.mark.xdist_group("requests-appliance")


@pytest.fixture(params=REPETITIONS, autouse=True)
def repetition() -> None:
    """Each test as often as wished for."""


@pytest.fixture
def house(cinema: Cinema) -> Iterator[Cinema]:
    for name in (NORA, PIA):
        if name not in cinema.tokens:
            cinema.move_in(name)
    yield cinema
    cinema.overseerr.hook.drop = False
    cinema.overseerr.holding.let_go()


@pytest.fixture
def line(house: Cinema) -> Iterator[Line]:
    with Line(house.appliance.data_dir) as line:
        yield line


@pytest.mark.parametrize("wanted", ROUNDS)
def test_a_killed_server_loses_no_request_and_repeats_nothing(
    house: Cinema, line: Line, wanted: str
) -> None:
    points = Points(house, line, ROUNDS[wanted])
    points.bring_all()
    promised = dict(points.ids)
    everyone = processes.family(house.appliance.pid)

    points.holds.forget()
    house.hang_up()
    house.appliance.kill()

    processes.wait_gone(everyone)
    points.let_go()
    house.appliance.start()
    kept = found_again(points)
    go_on(points)

    assert kept == promised
    assert {name: outcome(points, name) for name in points.wanted} == due(points)
    assert "task_crashed" not in house.appliance.log.read_text()


def test_a_killed_database_loses_no_request_and_repeats_nothing(house: Cinema, line: Line) -> None:
    points = Points(house, line, FEW)
    points.bring_all()
    promised = dict(points.ids)
    database = processes.family(processes.postmaster(house.appliance.data_dir))

    points.holds.forget()
    os.kill(database[0].pid, signal.SIGKILL)

    processes.wait_gone(database)
    points.let_go()
    house.appliance.wait_ready()
    kept = found_again(points)
    go_on(points)

    assert kept == promised
    assert {name: outcome(points, name) for name in points.wanted} == due(points)
    assert "task_crashed" not in house.appliance.log.read_text()


class Outcome(NamedTuple):
    """What became of a request: its way, how often Overseerr was asked, what was told to whom."""

    way: list[str]
    asked: int
    handed_over: int
    told: dict[str, list[str]]


def found_again(points: Points) -> dict[str, str]:
    """The requests that are still there of those whose askers had an answer."""
    points.cinema.person(OLGA).post("/admin/queues/overseerr/resume").raise_for_status()
    acknowledged = [name for name, state in points.wanted.items() if state]
    return {name: points.cinema.see(points.ids[name])["id"] for name in acknowledged}


def go_on(points: Points) -> None:
    """Do again what nobody acknowledged, and let all come."""
    cinema = points.cinema
    if "posting" in points.wanted:
        points.ids["posting"] = cinema.asked(PIA, points.films["posting"])
    for name in {"describing", "approving", "posting"} & points.wanted.keys():
        cinema.do(ANNA, "approve", points.ids[name]).raise_for_status()
    # What was begun is finished by itself; only what nobody told is found by looking.
    cinema.idle()
    for name in {"looking", "heard"} & points.wanted.keys():
        look_at_the_news(points, name)
    cinema.run("requests.overseerr_poll")
    coming = [name for name in points.wanted if name not in {"failing", "withdrawing"}]
    for name in coming:
        if points.wanted[name] != "processing":
            cinema.comes_to(points.ids[name], "processing")
    points.stock([name for name in coming if name not in {"arriving", "telling", "reading"}])
    cinema.synced(full=False)
    for name in coming:
        cinema.comes_to(points.ids[name], "available")
    cinema.run("requests.overseerr_poll")
    cinema.idle()


def look_at_the_news(points: Points, name: str) -> None:
    [made] = points.cinema.there(points.films[name])
    wanted = {"kind": "requests.overseerr_look", "state": "done", "limit": "100"}
    done = points.cinema.person(OLGA).get("/admin/jobs", params=wanted).json()["items"]
    assert f"overseerr:{made.id}" in {one["subject"] for one in done}, name


def outcome(points: Points, name: str) -> Outcome:
    cinema, request = points.cinema, points.ids[name]
    steps = cinema.see(request)["timeline"]
    return Outcome(
        way=list(way(step["state"] for step in steps)),
        asked=len(cinema.there(points.films[name])),
        handed_over=sum(step["note"].startswith("Handed over") for step in steps),
        told={who: cinema.told(who, request) for who in (points.asker(name), OLGA, ANNA)},
    )


def due(points: Points) -> dict[str, Outcome]:
    """What ought to have become of each: only the one that cannot be had fails, once."""
    failed = ["request.created", "request.failed"]
    odd = {
        "failing": Outcome(
            ["pending", "failed"], 0, 0, {MARIA: ["request.failed"], OLGA: failed, ANNA: failed}
        ),
        "withdrawing": Outcome(
            ["pending", "approved", "processing", "cancelled"],
            0,
            1,
            {MARIA: ["request.approved", "request.cancelled"], OLGA: CREATED, ANNA: CREATED},
        ),
    }
    return {
        name: odd.get(name)
        or Outcome(ARRIVED, 1, 1, {points.asker(name): CAME, OLGA: CREATED, ANNA: CREATED})
        for name in points.wanted
    }
