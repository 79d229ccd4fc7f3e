"""The benchmarks are not part of the tests; that their pieces fit together is."""

import os
from pathlib import Path

import httpx2
import psutil
import pytest
from tests.benchmarks import loopback, machine, memory
from tests.benchmarks.__main__ import FIGURES
from tests.benchmarks.fan_out import percentile
from tests.benchmarks.files import range_server
from tests.benchmarks.load import read_wrk
from tests.benchmarks.pace import Ask, Waits
from tests.benchmarks.place import Place
from tests.benchmarks.processes import python, read_line
from tests.benchmarks.report import Figure, table, write
from tests.benchmarks.turns import Turn, Turns

_SAID = """
  Latency Distribution
     50%  812.00us
     75%   10.60ms
     99%    1.05s
  1234 requests in 6.00s, 5.00MB read
  Non-2xx or 3xx responses: 7
Requests/sec:   2345.67
"""
_FIGURE = Figure(
    name="list", value=1500, unit="/s", baseline=2000, against="asyncpg alone", aim=">= 70%"
)


def test_every_figure_can_be_asked_for_by_name() -> None:
    assert set(FIGURES) == {
        *("start", "memory", "list", "pipeline", "events", "jobs"),
        *("library", "requests", "titles", "alerts", "proxy", "tls"),
    }


def test_the_table_shows_ours_the_baseline_and_their_ratio() -> None:
    row = table([_FIGURE]).splitlines()[2]

    assert row.split() == ["list", "1,500", "/s", "2,000", "/s", "0.75", ">=", "70%"]


def test_what_was_measured_is_kept_with_the_machine(tmp_path: Path) -> None:
    file = write(tmp_path / "bench", "now", machine.facts(), [_FIGURE])

    assert '"ratio": 0.75' in file.read_text()


def test_what_wrk_says_is_read_in_milliseconds() -> None:
    answered = read_wrk(_SAID)

    assert (answered.per_second, answered.failed) == (2345.67, 7)
    assert (answered.p50_ms, answered.p99_ms) == pytest.approx((0.812, 1050))


def test_words_of_wrk_without_a_rate_are_an_error() -> None:
    with pytest.raises(RuntimeError, match="unable to connect"):
        read_wrk("unable to connect")


def test_pages_of_files_are_counted_once_for_all_processes() -> None:
    own = psutil.Process(os.getpid())

    assert memory.alone([own, own]) < 2 * memory.alone([own])


def test_percentiles_are_those_of_the_sorted_times() -> None:
    times = [float(number) for number in range(100, 0, -1)]

    assert (percentile(times, 50), percentile(times, 99)) == (51, 100)


def test_the_range_server_sends_exactly_what_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(range(100)))

    with range_server(file) as site:
        answer = httpx2.get(f"{site}/any.mp4", headers={"Range": "bytes=10-19"})

    assert answer.status_code == 206
    assert answer.content == bytes(range(10, 20))
    assert answer.headers["content-range"] == "bytes 10-19/100"


def test_what_is_sent_through_the_clients_proxy_arrives_whole_and_stands_beside_the_direct_way(
    tmp_path: Path,
) -> None:
    figures = loopback.measure(Place(tmp_path), size=3_000_000, turns=1)

    assert [(one.name, one.unit) for one in figures] == [
        ("3 MB down through the client", "s"),
        ("3 MB up through the client", "s"),
        ("the client's proxy after that", "MiB"),
    ]
    assert all(one.value > 0 and one.baseline > 0 for one in figures)


def test_turns_are_judged_by_their_median() -> None:
    turns = Turns([Turn(rate, p99_ms=1, cpu_us=1) for rate in (90, 100, 10)])

    assert (turns.rate, turns.best) == (90, 100)


def test_each_kind_of_request_waits_by_itself() -> None:
    waits = Waits({"GET page": [1.0, 3.0], "POST news": [20.0]})

    assert waits.p99_ms == 20
    assert waits.as_details()["GET page"]["asked"] == 2


def test_what_is_posted_arrives_whole() -> None:
    raw = Ask("/api/v1/media/requests", {"tmdbId": 7}).raw("token")

    assert raw.startswith(b"POST /api/v1/media/requests HTTP/1.1\r\n")
    assert raw.endswith(b'Content-Length: 12\r\n\r\n{"tmdbId":7}')


def test_the_plex_shelf_holds_and_changes_what_it_is_told(tmp_path: Path) -> None:
    with python("tests.benchmarks.plex_shelf", log=tmp_path / "log") as shelf:
        url, token = read_line(shelf.stdout).split()
        assert shelf.stdin is not None
        shelf.stdin.write("hold 1000\nchange 10\n")
        shelf.stdin.flush()
        told = [read_line(shelf.stdout), read_line(shelf.stdout)]
        since = {"type": "1", "updatedAt>>": "1700000000", "X-Plex-Container-Size": "0"}
        answer = httpx2.get(
            f"{url}/library/sections/1/all",
            params=since,
            headers={"X-Plex-Token": token, "Accept": "application/json"},
        )

    assert told == ["done\n", "done\n"]
    assert answer.json()["MediaContainer"]["totalSize"] == 10
