"""Started by the README's one line with an empty volume: minutes later a link is in Plex."""

import shlex
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.image.boxed import PORT, Boxed, docker, labelled
from tests.image.street import SETTINGS, do_main_job, opened_street
from tests.support.waiting import until

from medianest import IMAGE

README = Path(__file__).resolve().parents[2] / "README.md"


def one_liner() -> list[str]:
    """The command of the README, with its continued lines as one."""
    lines = README.read_text().replace("\\\n", " ").splitlines()
    return shlex.split(next(line for line in lines if line.strip().startswith("docker run ")))


def here(appliance: Boxed) -> Iterator[str]:
    """The same with this test's image, names and network: everything else stays as it is told."""
    yield from ("docker", "run", *labelled(appliance.name), "--network", appliance.name)
    yield from (word for name, value in SETTINGS.items() for word in ("-e", f"{name}={value}"))
    words = iter(one_liner()[2:])
    for word in words:
        match word:
            case "--name":
                next(words)
                yield from (word, appliance.name)
            case "-p" | "--publish":
                _, _, inside = next(words).rpartition(":")
                outside = appliance.port if inside == str(PORT) else ""
                yield from (word, f"127.0.0.1:{outside}:{inside}")
            case "-v" | "--volume":
                _, _, inside = next(words).rpartition(":")
                yield from (word, f"{appliance.name}-{inside.strip('/')}:{inside}")
            case _:
                yield appliance.image if word.startswith(IMAGE) else word


def first_page(appliance: Boxed) -> str:
    """What a browser shows, or nothing yet."""
    try:
        answer = httpx2.get(appliance.base_url, headers={"Accept": "text/html"}, timeout=5)
    except httpx2.HTTPError:
        return ""
    return answer.text if "<html" in answer.text else ""


@pytest.mark.timeout(300)
def test_the_one_line_of_the_readme_brings_a_link_into_plex(image: str, tmp_path: Path) -> None:
    appliance = Boxed("matrix-main", image)

    with opened_street(appliance, tmp_path) as street:
        began = time.monotonic()
        docker(*[*here(appliance)][1:])
        until(lambda: first_page(appliance), what=appliance.last_words)
        page_after = time.monotonic() - began
        appliance.wait_ready()
        ready_after = time.monotonic() - began
        done = do_main_job(appliance, street)
        job_after = time.monotonic() - began

        print(f"\nfirst page {page_after:.1f} s, ready {ready_after:.1f} s, job {job_after:.1f} s")
        assert " is ready: http://" in appliance.logs()
        assert done["file"]["path"].startswith("/media/")
