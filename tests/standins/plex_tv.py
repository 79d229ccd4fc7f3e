"""plex.tv small enough to read: who somebody is, which servers they reach, PINs, the home.

    with PlexTvStandIn() as plex_tv:
        plex_tv.add_server(plex.url, plex.server_id, "Living Room", plex.token)

Run it by hand: `python -m tests.standins.plex_tv --server http://127.0.0.1:32400`.
"""

import argparse
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.standins.calls import Asked, Json
from tests.standins.plex import TOKEN
from tests.standins.plex_tv_shapes import (
    PIN_LIFETIME,
    Account,
    Pin,
    Server,
    form,
    old_home,
    pin_shape,
    resource_shape,
    shown,
    user_shape,
)
from tests.standins.speaking import Answer
from tests.standins.web import WebStandIn, said, until_interrupted
from tests.standins.world import World


@dataclass
class PlexTvStandIn(WebStandIn):
    """`token` is the owner's; `approve` stands for a person who types a code at plex.tv/link."""

    world: World = field(default_factory=World)
    accounts: list[Account] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    watchlist: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.accounts:
            self.add_account("olga", token="plex-tv-token", owner=True)

    @property
    def url(self) -> str:
        return self.root

    @property
    def token(self) -> str:
        return self.accounts[0].token

    def add_account(
        self, username: str, *, token: str = "", restricted: bool = False, owner: bool = False
    ) -> Account:
        number = 7_000 + len(self.accounts)
        mail = "" if restricted else f"{username}@example.org"
        made = Account(
            number, username, token or f"plex-tv-{number}", mail, restricted=restricted, owner=owner
        )
        self.accounts.append(made)
        return made

    def add_server(
        self, uri: str, server_id: str, name: str, token: str = TOKEN, *, owned: bool = True
    ) -> Server:
        made = Server(uri, server_id, name, token, owned=owned)
        self.servers.append(made)
        return made

    def approve(self, code: str, account: Account | None = None) -> None:
        pin = next(one for one in self.pins if one.code == code)
        pin.token = (account or self.accounts[0]).token

    def answer(self, asked: Asked) -> Answer:
        with self.lock:
            if asked.path.startswith("/api/v2/pins"):
                return self._pin(asked)
            given = asked.headers.get("x-plex-token") or asked.query.get("X-Plex-Token")
            account = next((one for one in self.accounts if one.token == given), None)
            if account is None:
                told = {"code": 1001, "message": "User could not be authenticated", "status": 401}
                return shown({"errors": [told]}, "errors", asked, status=401)
            return self._of(account, asked)

    def _of(self, account: Account, asked: Asked) -> Answer:
        match asked.path.strip("/").split("/"):
            case ["api", "v2", "user"]:
                return shown(user_shape(account, self.root), "user", asked)
            case ["api", "v2", "resources"]:
                return shown(
                    [resource_shape(one, account) for one in self.servers], "resources", asked
                )
            case ["api", "v2", "home", "users"]:
                home = {
                    "id": 1,
                    "name": "Home",
                    "users": [user_shape(a, self.root) for a in self.accounts],
                }
                return shown(home, "home", asked)
            case ["api", "home", "users"]:
                return old_home(self.accounts)
            case ["library", "sections", "watchlist", *_]:
                return self._watchlist(asked)
        return Answer(404, b"")

    def _pin(self, asked: Asked) -> Answer:
        client = asked.headers.get("x-plex-client-identifier") or asked.query.get(
            "X-Plex-Client-Identifier", ""
        )
        if asked.method == "POST":
            given = {**asked.query, **form(asked)}
            strong = given.get("strong") == "true"
            number = 40_001 + len(self.pins)
            code = f"strong{number:018d}" if strong else f"{number % 36**4:04X}"[-4:]
            pin = Pin(number, code, client, datetime.now(UTC) + PIN_LIFETIME)
            self.pins.append(pin)
            return shown(pin_shape(pin), "pin", asked, status=201)
        number = int(asked.path.rpartition("/")[2] or 0)
        found = next((one for one in self.pins if one.id == number), None)
        if found is None or found.client != client or found.expires_at <= datetime.now(UTC):
            told = {"code": 1020, "message": "Code not found or expired", "status": 404}
            return shown({"errors": [told]}, "errors", asked, status=404)
        return shown(pin_shape(found), "pin", asked)

    def _watchlist(self, asked: Asked) -> Answer:
        start = int(asked.query.get("X-Plex-Container-Start", "0"))
        size = int(asked.query.get("X-Plex-Container-Size", "20"))
        found = [self._wished(*key) for key in self.watchlist[start : start + size]]
        whole = {"offset": start, "size": len(found), "totalSize": len(self.watchlist)}
        return said({"MediaContainer": whole | {"Metadata": found}})

    def _wished(self, media_type: str, tmdb_id: int) -> Json:
        title = self.world.title(media_type, tmdb_id)
        assert title is not None
        guids = [{"id": f"tmdb://{tmdb_id}"}, {"id": f"imdb://{title.imdb_id}"}]
        kind = "movie" if media_type == "movie" else "show"
        return {"type": kind, "title": title.title, "year": title.year, "Guid": guids}


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, default=0)
    told.add_argument("--server", action="append", default=[], help="http://127.0.0.1:32400")
    given = told.parse_args()
    plex_tv = PlexTvStandIn(port=given.port)
    for number, uri in enumerate(given.server, 1):
        plex_tv.add_server(uri, "c0ffee" * 6, f"Server {number}")
    with plex_tv:
        until_interrupted(plex_tv.url, plex_tv.token)


if __name__ == "__main__":
    main()
