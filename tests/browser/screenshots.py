"""Write a picture of every page to var/screenshots: `make screenshots`.

The appliances are real ones with real households in them: one with downloads that run, wait, failed
and finished, people, a channel and a Plex server, and one that knows films and shows, has many of
them in Plex and is asked for more. Whom they talk to are stand-ins.
"""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
from playwright.sync_api import Browser, sync_playwright
from tests.browser.cinema import Cinema, opening
from tests.browser.household import sign_in
from tests.browser.test_pages import PAGES
from tests.browser.visits import FLAGS, SIZES, Visit, visiting
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.standins.webhook import Webhook
from tests.support.appliance import Appliance

TARGET = Path(__file__).resolve().parents[2] / "var" / "screenshots"
# Each with what it shows, among the pictures that ffmpeg can draw by itself.
FINISHED = {
    "a-night-train-to-venice": "gradients",
    "restoring-a-pocket-watch": "sierpinski",
    "why-every-map-is-wrong": "mandelbrot",
}
PEOPLE = (("Grace Hopper", "admin"), ("Alan Turing", "member"), ("Visitor", "guest"))


def main() -> None:
    """Furnish an appliance, then walk through it at both sizes and in both themes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS
        )
        appliance = Appliance(folder).start()
        stack.callback(appliance.stop)
        _photograph_doors(browser, appliance, "setup")
        appliance.set_up()
        _photograph_doors(browser, appliance, "sign-in")
        site = stack.enter_context(MediaSite())
        plex = stack.enter_context(PlexStandIn())
        phone = stack.enter_context(Webhook())
        _furnish(appliance, site, plex, phone, Videos(folder))
        _photograph_pages(browser, appliance)
        home = folder / "cinema"
        home.mkdir()
        cinema = stack.enter_context(opening(home))
        _ask_around(cinema)
        _photograph_cinema(browser, cinema)
    print(f"wrote {len(list(TARGET.glob('*.png')))} pictures to {TARGET}")


def _furnish(
    appliance: Appliance, site: MediaSite, plex: PlexStandIn, phone: Webhook, videos: Videos
) -> None:
    plex.add_library("Web videos", "show", {str(appliance.media_dir): appliance.media_dir})
    with appliance.owner() as client:
        _ask(client, "PUT", "/services/plex", url=plex.url, token=plex.token)
        _ask(client, "POST", "/notifications/channels", name="My phone", url=phone.url)
        for name, role in PEOPLE:
            email = f"{name.split()[0].lower()}@example.org"
            known = {"name": name, "email": email, "password": "a quiet afternoon"}
            _ask(client, "POST", "/admin/users", **known, role=role)
        for title, picture in FINISHED.items():
            video = videos.make(
                f"{title}.mp4", seconds=4, rate="600k", size="640x360", picture=picture
            )
            site.put(f"/{title}.mp4", video.read_bytes())
            _ask(client, "POST", "/youtube/downloads", url=site.url(f"/{title}.mp4"))
        _wait_for(client, "available", len(FINISHED))
        site.put("/slow.mp4", videos.long_mp4.read_bytes()).bytes_per_second = 60_000
        _ask(client, "POST", "/youtube/downloads", url=site.url("/slow.mp4"))
        _ask(client, "POST", "/youtube/downloads", url=site.url("/missing.mp4"))
        _wait_for(client, "failed", 1)


def _wait_for(client: httpx2.Client, state: str, count: int) -> None:
    deadline = time.monotonic() + 60
    there = 0
    while there < count and time.monotonic() < deadline:
        time.sleep(0.2)
        answer = client.get("/youtube/downloads", params={"state": state})
        there = len(answer.raise_for_status().json()["items"])


def _ask(client: httpx2.Client, method: str, path: str, **body: str) -> None:
    client.request(method, path, json=body).raise_for_status()


def _photograph_doors(browser: Browser, appliance: Appliance, name: str) -> None:
    for size in SIZES:
        with visiting(browser, appliance.base_url, size, "dark") as visit:
            visit.go("/")
            _photograph(visit, f"{name}-{size}-dark")


def _photograph_pages(browser: Browser, appliance: Appliance) -> None:
    for size in SIZES:
        for scheme in ("light", "dark"):
            with visiting(browser, appliance.base_url, size, scheme) as visit:
                sign_in(visit)
                for path in PAGES:
                    visit.go(path)
                    name = path.strip("/").replace("/", "-") or "home"
                    _photograph(visit, f"{name}-{size}-{scheme}")
                visit.go("/downloads")
                visit.page.locator("article .title").first.click()
                visit.page.wait_for_url("**/downloads/*")
                visit.settle()
                _photograph(visit, f"download-{size}-{scheme}")


def _ask_around(cinema: Cinema) -> None:
    decided, refused, *_ = cinema.ask(6, note="For our evening on Friday")
    with cinema.appliance.owner() as client:
        _ask(client, "POST", f"/media/requests/{decided['id']}/approve")
        _ask(
            client, "POST", f"/media/requests/{refused['id']}/decline", reason="It streams already"
        )


def _photograph_cinema(browser: Browser, cinema: Cinema) -> None:
    pages = {
        "discover": "/discover",
        "title": f"/title/tv/{cinema.stocked.world.running_show.tmdb_id}",
        "requests-asked": "/requests",
        "library-films": f"/library/{cinema.films.key}",
    }
    for size in SIZES:
        for scheme in ("light", "dark"):
            with visiting(browser, cinema.appliance.base_url, size, scheme) as visit:
                sign_in(visit)
                for name, path in pages.items():
                    visit.go(path)
                    # Posters are fetched once their place is in sight.
                    visit.page.wait_for_load_state("networkidle")
                    _photograph(visit, f"{name}-{size}-{scheme}")


def _photograph(visit: Visit, name: str) -> None:
    visit.page.screenshot(path=TARGET / f"{name}.png")


if __name__ == "__main__":
    main()
