"""Killed at every point of a request's way: nothing acknowledged is lost, nothing happens twice.

Each round brings one request to each point (see `points`), proves from the database that it
stands there, kills without warning, and looks at what becomes of all of them.
`MEDIANEST_CRASH_REPETITIONS` repeats the rounds.
"""

import os
import signal
from collections.abc import Iterator

import pytest
from tests.requests.appliance.cinema import ANNA, MARIA, OLGA, Cinema
from tests.requests.appliance.ears import way
from tests.requests.appliance.points import BACK, FEW, NORA, PIA, THERE, Points
from tests.support import processes
from tests.support.database import Line

REPETITIONS = range(int(os.environ.get("MEDIANEST_CRASH_REPETITIONS", "1")))
ROUNDS = {"there": THERE, "back": BACK}
CREATED = ["request.created"]
CAME = ["request.approved", "request.available"]
pytestmark = pytest.mark.timeout(300)


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
    everyone = processes.family(house.appliance.pid)

    points.holds.forget()
    house.hang_up()
    house.appliance.kill()

    processes.wait_gone(everyone)
    points.let_go()
    house.appliance.start()
    look_at_the_end(points)


def test_a_killed_database_loses_no_request_and_repeats_nothing(house: Cinema, line: Line) -> None:
    points = Points(house, line, FEW)
    points.bring_all()
    database = processes.family(processes.postmaster(house.appliance.data_dir))

    points.holds.forget()
    os.kill(database[0].pid, signal.SIGKILL)

    processes.wait_gone(database)
    points.let_go()
    house.appliance.wait_ready()
    look_at_the_end(points)


def look_at_the_end(points: Points) -> None:
    """Do again what nobody acknowledged, let all come, and compare it with what it ought to be."""
    cinema = points.cinema
    cinema.person(OLGA).post("/admin/queues/overseerr/resume").raise_for_status()
    acknowledged = {name: state for name, state in points.wanted.items() if state}
    assert {name: cinema.see(points.ids[name])["id"] for name in acknowledged} == points.ids
    go_on(points)
    for name in points.wanted:
        look_at(points, name)
    cinema.idle()
    assert "task_crashed" not in cinema.appliance.log.read_text()


def go_on(points: Points) -> None:
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


def look_at_the_news(points: Points, name: str) -> None:
    [made] = points.cinema.there(points.films[name])
    wanted = {"kind": "requests.overseerr_look", "state": "done", "limit": "100"}
    done = points.cinema.person(OLGA).get("/admin/jobs", params=wanted).json()["items"]
    assert f"overseerr:{made.id}" in {one["subject"] for one in done}, name


def look_at(points: Points, name: str) -> None:
    cinema, request = points.cinema, points.ids[name]
    steps = cinema.see(request)["timeline"]
    seen = way(step["state"] for step in steps)
    handed_over = [step for step in steps if step["note"].startswith("Handed over")]
    told = {who: cinema.told(who, request) for who in (points.asker(name), OLGA, ANNA)}
    asked = len(cinema.there(points.films[name]))

    match name:
        case "failing":
            failed = [*CREATED, "request.failed"]
            assert (seen, asked) == (["pending", "failed"], 0)
            assert told == {MARIA: ["request.failed"], OLGA: failed, ANNA: failed}
        case "withdrawing":
            assert (seen, asked) == (["pending", "approved", "processing", "cancelled"], 0)
            assert told[MARIA] == ["request.approved", "request.cancelled"]
        case _:
            assert seen == ["pending", "approved", "processing", "available"], name
            assert (asked, len(handed_over)) == (1, 1), name
            assert told == {points.asker(name): CAME, OLGA: CREATED, ANNA: CREATED}, name
