"""The image as a container: its volumes outlive it, and visitors reach it by its port."""

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from tests.support.appliance import free_port
from tests.support.visited import Visited
from tests.support.waiting import until

PORT = 8766
_LABEL = "medianest.test"
_CODE = re.compile(r"Set-up code: (\S+)")
# What Docker waits for before it kills; with as much left over, a slow stop is seen as slow.
_PATIENCE = "60"


def docker(*words: str, check: bool = True, given: str = "") -> str:
    """Run the client, with `given` to read: what it printed, on either stream."""
    done = subprocess.run(
        ["docker", *words],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if check and done.returncode != 0:
        raise AssertionError(f"docker {' '.join(words)}: {done.stdout}")
    return done.stdout


@contextmanager
def cleared_away(name: str) -> Iterator[None]:
    """Remove everything labelled with `name` at the end, however that comes, and before."""
    clear_away(name)
    try:
        yield
    finally:
        clear_away(name)


def clear_away(name: str) -> None:
    which = ("--filter", f"label={_LABEL}={name}")
    for kind, forced in (("container", "--force"), ("network", "--force"), ("volume", "--force")):
        everything = ("--all",) if kind == "container" else ()
        for one in docker(kind, "ls", "--quiet", *everything, *which).split():
            docker(kind, "rm", forced, one)


def labelled(name: str) -> tuple[str, str]:
    return "--label", f"{_LABEL}={name}"


@dataclass(frozen=True)
class Stopped:
    """How a container ended: its status, and the seconds from the signal to the end."""

    status: int
    seconds: float


@dataclass
class Boxed(Visited):
    """One appliance in one container at a time, on the volumes NAME-data and NAME-media.

    `words` go to `docker run` before the image, `environment` into the container.
    """

    name: str
    image: str
    words: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    network: str = "bridge"
    port: int = field(default_factory=free_port)
    has_volumes: bool = True

    @property
    def base_url(self) -> str:  # type: ignore[override]  # asked for once, computed here
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> Self:
        """Make the container and start it, without waiting for anything."""
        self.make_volumes()
        docker("run", "--detach", *self.as_told(), self.image)
        return self

    def create(self) -> Self:
        """Make the container, not started yet."""
        self.make_volumes()
        docker("create", *self.as_told(), self.image)
        return self

    def as_told(self) -> list[str]:
        named = ["--name", self.name, *labelled(self.name), "--network", self.network]
        reached = ["--publish", f"127.0.0.1:{self.port}:{PORT}", "--stop-timeout", _PATIENCE]
        kept = [
            word
            for place in ("data", "media")
            for word in ("--volume", f"{self.name}-{place}:/{place}")
        ]
        said = [
            word for key, value in self.environment.items() for word in ("-e", f"{key}={value}")
        ]
        return [*named, *reached, *(kept if self.has_volumes else ()), *said, *self.words]

    def make_volumes(self) -> None:
        if self.has_volumes:
            for place in ("data", "media"):
                docker("volume", "create", *labelled(self.name), f"{self.name}-{place}")

    def start(self) -> None:
        docker("start", self.name)

    def kill(self) -> None:
        """Kill all of it without warning."""
        docker("kill", self.name)

    def remove(self) -> None:
        """Remove the container; the volumes stay."""
        docker("rm", "--force", self.name)

    def stop(self) -> Stopped:
        """Stop it as Docker does, and measure by Docker's own clock."""
        since = time.time()
        docker("stop", self.name)
        return self.ended(since)

    def ended(self, since: float) -> Stopped:
        """How it came to its end, from the events of Docker since then."""
        until(lambda: not self.state()["Running"], what="the end of the container")
        told = docker(
            *("events", "--since", f"{since:.3f}", "--until", f"{time.time() + 0.5:.3f}"),
            *("--filter", f"container={self.name}", "--format", "{{json .}}"),
        )
        events = [json.loads(line) for line in told.splitlines()]
        at = {event["Action"]: event["timeNano"] for event in reversed(events)}
        died = next(event for event in events if event["Action"] == "die")
        seconds = (died["timeNano"] - at.get("kill", died["timeNano"])) / 1e9
        return Stopped(int(died["Actor"]["Attributes"]["exitCode"]), seconds)

    def state(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            docker("inspect", "--format", "{{json .State}}", self.name)
        )
        return told

    def logs(self) -> str:
        return docker("logs", self.name)

    def execute(self, *words: str) -> str:
        """Run something inside; what it printed."""
        return docker("exec", self.name, *words)

    def wait_ready(self, *, within: float = 120) -> float:
        """Wait until it says that it is ready; how many seconds that took from now."""
        began = time.monotonic()
        until(self.is_ready, what=self.last_words, within=within)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        """Whether it is; there is nothing to wait for once it has ended."""
        ready = super().is_ready()
        assert ready or self.state()["Status"] != "exited", self.last_words()
        return ready

    def last_words(self) -> str:
        return f"{self.state()}\n{self.logs()[-3000:]}"

    @property
    def setup_code(self) -> str:
        """The code, from the log, where the README says that it stands."""
        found = until(lambda: _CODE.findall(self.logs()), what=self.last_words)
        code: str = found[-1]
        return code
