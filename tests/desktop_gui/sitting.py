"""A person before a desktop, with an appliance in the house: what they do, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.desktop_gui.client import Client, Engine, confirm
from tests.desktop_gui.desktop import Daemon, Desktop, Tray, desktop
from tests.support.appliance import Appliance, free_port
from tests.support.telling import tell

# What the dashboard says on its first page, whoever looks at it.
DASHBOARD = "Link to a video"
# The whole of it: the dashboard says "Connect Plex".
CONNECT = "Connect to MediaNest"


@dataclass(frozen=True)
class Sitting:
    desktop: Desktop
    client: Client
    nest: Appliance
    tls_port: int
    owner: str

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.tls_port}"

    def ask_for_code(self) -> str:
        """Type the appliance's address into the client's first page; the code that it shows."""
        self.client.reads(CONNECT)
        screen = self.client.screen
        # The field is the fourth from the end, however many appliances were found before it.
        screen.keys(*["shift+Tab"] * 4)
        screen.type(self.address)
        screen.keys("Return")
        return self.client.code()

    def pair(self) -> None:
        """From the first page to the dashboard; the code is typed in over HTTP."""
        code = self.ask_for_code()
        self.client.picture(f"{self.client.engine}-{self.desktop.tray}-1-code")
        assert confirm(self.nest, code) == 200
        self.client.reads(DASHBOARD)

    def tell(self, title: str, *, link: str = "/downloads", count: int = 1, **more: Any) -> None:
        """Have the owner told something by the appliance."""
        tell(self.nest.data_dir, self.owner, count, title=title.format, link=link, **more)

    def close(self) -> None:
        """Press the button in the window's corner."""
        self.client.screen.press_close(self.client.window())


@contextmanager
def sitting(
    folder: Path,
    *,
    engine: Engine = "gtk",
    tray: Tray = "trayer",
    daemon: Daemon = "dunst",
    keyring: bool = True,
) -> Iterator[Sitting]:
    """An appliance with an owner, a desktop, and the client that was not started yet."""
    nest = Appliance(folder / "nest", MEDIANEST__SERVER__TLS_PORT=str(free_port())).start()
    try:
        nest.set_up()
        with desktop(folder / "desk", tray=tray, daemon=daemon, keyring=keyring) as there:
            yield sitting_before(there, nest, engine)
    finally:
        nest.stop()


def sitting_before(there: Desktop, nest: Appliance, engine: Engine) -> Sitting:
    """The same with an appliance that is running with its second port, and has an owner."""
    port = int(nest.settings["MEDIANEST__SERVER__TLS_PORT"])
    with nest.owner() as owner:
        person = owner.get("/auth/session").raise_for_status().json()["user"]["id"]
    return Sitting(there, Client(there, engine), nest, port, person)
