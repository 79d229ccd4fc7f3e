"""What children write into their files is told again, once and whole."""

import asyncio
from pathlib import Path

from tests.infra.logged import Logged
from tests.support.waiting import soon

from medianest.infra.supervisor import LogFile


async def test_lines_are_told_under_the_name_of_the_service(tmp_path: Path, logged: Logged) -> None:
    file = LogFile(tmp_path / "postgres.log")
    file.path.write_text("of yesterday\n")

    telling = asyncio.get_running_loop().create_task(file.retell("postgres", since=13))
    with file.path.open("a") as written:
        written.write("ready\nPANIC: torn page\nhal")
        written.flush()
        await soon(lambda: len(logged.events("service_said")) == 2)
        written.write("f\n")
    telling.cancel()
    await asyncio.wait([telling])

    told = [(line["level"], line["line"]) for line in logged.events("service_said")]
    assert told == [("info", "ready"), ("error", "PANIC: torn page"), ("info", "half")]
    assert {line["service"] for line in logged.events("service_said")} == {"postgres"}
