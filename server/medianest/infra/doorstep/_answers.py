"""What each path is answered with while nothing can be served."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec

from medianest.infra import problems
from medianest.infra.doorstep._page import Page, preferred
from medianest.infra.doorstep._progress import Progress
from medianest.infra.health import CheckResult, Health
from medianest.kit.errors import UnavailableError

_OK = 200
_NOT_YET = 503
_AGAIN_AFTER_SECONDS = "2"


class StartingError(UnavailableError):
    """The appliance is on its way up."""

    code = "starting"
    title = "MediaNest is starting; please try again in a moment"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole."""

    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """Finds the answer to a path; `progress` is what they tell of."""

    progress: Progress
    page: Page

    def to(self, target: str, accept_language: str) -> Answer:
        """What to say to whoever asks for `target`."""
        parts = _parts(target)
        match parts[-1:]:
            case ["health"]:
                return _json(_OK, Health(status="ok", checks=[]))
            case ["ready"]:
                return self._ready()
        if "api" in parts:
            starting = problems.document(StartingError(self.progress.detail))
            return Answer(_NOT_YET, problems.MEDIA_TYPE, starting)
        body = self.page.draw(self.progress, preferred(accept_language))
        policy = {"Content-Security-Policy": self.page.policy, "Vary": "Accept-Language"}
        return Answer(_NOT_YET, "text/html; charset=utf-8", body, policy)

    def _ready(self) -> Answer:
        start = CheckResult(name="start", status="failed", detail=self.progress.detail)
        return _json(_NOT_YET, Health(status="failed", checks=[start]))


def headers(answer: Answer) -> list[tuple[str, str]]:
    """The head of `answer`, the same for every method."""
    again = {} if answer.status == _OK else {"Retry-After": _AGAIN_AFTER_SECONDS}
    return [
        ("Content-Type", answer.kind),
        ("Content-Length", str(len(answer.body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        *again.items(),
        *answer.headers.items(),
    ]


def _parts(target: str) -> list[str]:
    try:
        path = urlsplit(target).path
    except ValueError:
        return []
    return [part for part in path.split("/") if part]


def _json(status: int, found: Health) -> Answer:
    return Answer(status, "application/json", msgspec.json.encode(found))
