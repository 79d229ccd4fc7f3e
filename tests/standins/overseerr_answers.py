"""What the stand-in answers to each call of the API."""

import json
from dataclasses import dataclass
from typing import Any

from tests.standins.calls import Asked
from tests.standins.overseerr_hook import Hook
from tests.standins.overseerr_life import Life, Refused, Switches, message
from tests.standins.overseerr_state import (
    APPROVED,
    COMPLETED,
    FAILED,
    PENDING,
    Media,
    Memory,
    Request,
    User,
)

_QUERIES = {
    "/request": {"take", "skip", "filter", "sort", "requestedBy"},
    "/user": {"take", "skip", "sort"},
    "/media": {"take", "skip", "filter", "sort"},
    "/search": {"query", "page", "language"},
}
_SEERR_QUERIES = {"sortDirection", "mediaType"}


Answer = tuple[int, Any]


@dataclass(frozen=True)
class Answers:
    memory: Memory
    hook: Hook
    switches: Switches

    @property
    def life(self) -> Life:
        return Life(self.memory, self.hook, self.switches)

    def answer(self, asked: Asked) -> Answer:
        """Status and body of the answer. Raises Refused."""
        parts = [part for part in asked.path.split("/") if part]
        if parts == ["status"]:
            return 200, {"version": "1.33.2", "commitTag": "local", "updateAvailable": False}
        if parts == ["settings", "public"]:
            return 200, self._public()
        user = self._admit(asked)
        self._check_query(asked)
        if parts[0] == "request":
            return self._requests(asked, parts[1:], user)
        if parts[:3] == ["settings", "notifications", "webhook"]:
            return self._webhook(asked, parts[3:])
        if asked.method != "GET":
            raise message(404, "not found")
        return 200, self._read(asked, parts)

    def _read(self, asked: Asked, parts: list[str]) -> Any:
        match parts:
            case ["user"]:
                return _page([one.told() for one in self.memory.users.values()], asked)
            case ["media"]:
                return _page([one.told() for one in self._media()], asked)
            case ["search"]:
                return self._search(asked.query.get("query", ""))
            case ["settings", "main"]:
                return {"apiKey": self.switches.api_key, **self._public()}
            case [("settings" | "service") as place, ("radarr" | "sonarr") as which, *rest]:
                return _service(place, which, rest)
        raise message(404, "not found")

    def _admit(self, asked: Asked) -> User:
        key = asked.headers.get("x-api-key")
        if key is None:
            wrong = "cookie 'connect.sid' required"
            raise Refused(
                401, {"message": wrong, "errors": [{"path": asked.path, "message": wrong}]}
            )
        if key != self.switches.api_key:
            refusal = "You do not have permission to access this endpoint"
            raise Refused(403, {"status": 403, "error": refusal})
        return self.memory.users[int(asked.headers.get("x-api-user", "1"))]

    def _check_query(self, asked: Asked) -> None:
        known = _QUERIES.get(asked.path, set())
        if self.memory.flavour == "seerr" and known:
            known = known | _SEERR_QUERIES
        for name in asked.query:
            if name not in known:
                wrong = f"Unknown query parameter '{name}'"
                error = {"path": f"/query/{name}", "message": wrong}
                raise Refused(400, {"message": wrong, "errors": [error]})

    def _public(self) -> dict[str, Any]:
        return {
            "applicationTitle": "Seerr" if self.memory.flavour == "seerr" else "Overseerr",
            "applicationUrl": "https://ask.example.org",
            "initialized": True,
            "movie4kEnabled": True,
            "series4kEnabled": True,
        }

    def _requests(self, asked: Asked, rest: list[str], user: User) -> Answer:
        match asked.method, rest:
            case "GET", []:
                return 200, _page([one.told() for one in self._listed(asked)], asked)
            case "POST", []:
                return self._create(asked, user)
            case "GET", ["count"]:
                return 200, {"total": len(self.memory.requests)}
        found = self.memory.requests.get(int(rest[0])) if rest[0].isdigit() else None
        if found is None:
            raise message(404, "Request not found.")
        if asked.method == "DELETE":
            del self.memory.requests[found.id]
            return 204, None
        self._steer(asked, found, rest[1:])
        return 200, found.told()

    def _steer(self, asked: Asked, found: Request, rest: list[str]) -> None:
        match asked.method, rest:
            case "GET", []:
                return
            case "PUT", []:
                found.seasons = asked.json.get("seasons", found.seasons)
                found.put(found.status)
            case "POST", ["approve"]:
                self.life.approve(found)
            case "POST", ["retry"]:
                self.life.approve(found, kind="")
            case "POST", ["decline"]:
                self.life.decline(found)
            case _:
                raise message(404, "not found")

    def _listed(self, asked: Asked) -> list[Request]:
        statuses = {
            "pending": {PENDING},
            "approved": {APPROVED},
            "failed": {FAILED},
            "completed": {COMPLETED},
        }.get(asked.query.get("filter", "all"))
        found = [r for r in self.memory.requests.values() if not statuses or r.status in statuses]
        if asked.query.get("sort") == "modified":
            return sorted(found, key=lambda r: (r.updated, r.id), reverse=True)
        return sorted(found, key=lambda r: r.id, reverse=True)

    def _media(self) -> list[Media]:
        found = list(self.memory.media.values())
        return sorted(found, key=lambda one: (one.updated, one.id), reverse=True)

    def _create(self, asked: Asked, acting: User) -> Answer:
        wish = asked.json
        for name in ("mediaType", "mediaId"):
            if name not in wish:
                wrong = f"request.body should have required property '{name}'"
                error = {"path": f"/body/{name}", "message": wrong, "errorCode": "required"}
                raise Refused(400, {"message": wrong, "errors": [error]})
        if not self.switches.tmdb_works:
            raise message(500, "[TMDB] Failed to fetch movie details: 404")
        by = self.memory.users.get(wish.get("userId", acting.id))
        if by is None:
            raise message(404, "User not found")
        made = self.life.ask(by, wish["mediaType"], wish["mediaId"], wish, approved=True)
        return (
            (202, {"message": "No seasons available to request"})
            if made is None
            else (201, made.told())
        )

    def _search(self, words: str) -> dict[str, Any]:
        found = []
        for (kind, number), title in self.memory.titles.items():
            if words.casefold() not in title.casefold():
                continue
            name = "title" if kind == "movie" else "name"
            known = self.memory.media.get((kind, number))
            about = {"mediaInfo": known.told()} if known else {}
            found.append({"id": number, "mediaType": kind, name: title, **about})
        return {"page": 1, "totalPages": 1, "totalResults": len(found), "results": found}

    def _webhook(self, asked: Asked, rest: list[str]) -> Answer:
        hook = self.hook
        if asked.method == "POST":
            given = asked.json
            try:
                template = json.loads(given["options"]["jsonPayload"])
                json.loads(template)
            except (ValueError, TypeError) as wrong:
                raise message(500, str(wrong)) from wrong
            if rest != ["test"]:
                hook.enabled, hook.types, hook.template = given["enabled"], given["types"], template
                hook.url = given["options"]["webhookUrl"]
                hook.auth = given["options"].get("authHeader", "")
            else:
                hook.tell("TEST_NOTIFICATION", None)
                return 204, None
        options = {"webhookUrl": hook.url, "authHeader": hook.auth, "jsonPayload": hook.template}
        return 200, {"enabled": hook.enabled, "types": hook.types, "options": options}


def _service(place: str, which: str, rest: list[str]) -> Any:
    servers = [
        {"id": number, "name": f"{which.title()}{' 4K' if number else ''}", "is4k": bool(number)}
        | {
            "isDefault": True,
            "activeProfileId": 4,
            "activeDirectory": f"/{which}",
            "activeTags": [],
        }
        for number in (0, 1)
    ]
    if place == "settings":
        return [{**one, "hostname": which, "apiKey": "secret-of-theirs"} for one in servers]
    if not rest:
        return servers
    return {
        "server": servers[int(rest[0])],
        "profiles": [{"id": 4, "name": "HD-1080p"}, {"id": 5, "name": "Ultra-HD"}],
        "rootFolders": [{"id": 1, "path": f"/{which}", "freeSpace": 10**12, "totalSpace": 10**13}],
        "tags": [{"id": 1, "label": "family"}],
    }


def _page(found: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
    take, skip = int(asked.query.get("take", "10")), int(asked.query.get("skip", "0"))
    info = {
        "pages": -(-len(found) // take),
        "pageSize": take,
        "results": len(found),
        "page": skip // take + 1,
    }
    return {"pageInfo": info, "results": found[skip : skip + take]}
