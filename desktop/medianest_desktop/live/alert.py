"""An alert as the desktop raises it, and what is remembered of it."""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

Level = Literal["info", "success", "warning", "error"]
Showing = Literal["listed", "shown", "refused", "silent"]


class Action(Struct, frozen=True):
    """A button of an alert."""

    id: str
    label: str


class Alert(Struct, frozen=True):
    """What a person is told; a click on it opens `link`, a page of the dashboard."""

    id: str
    title: str
    body: str
    link: str
    level: Level
    actions: tuple[Action, ...] = ()


class Facts(Struct, frozen=True, rename="camel"):
    """What programs read of a notification's params; "" for what it does not say."""

    title: str = ""
    titles: dict[str, str] = {}
    library: str = ""
    reason: str = ""
    asker: str = ""
    count: int = 0
    request_id: str = ""
    download_id: str = ""
    plex_url: str = ""
    reason_key: str = ""
    retryable: bool = True


class Kept(Struct, frozen=True, rename="camel"):
    """An alert in the list, and what became of it.

    It is kept in the appliance's words, and its buttons without any: `saying.spoken` adds the
    person's, in the language of that moment.

    `showing` is `listed` until the desktop has answered, `refused` if it would not show it, and
    `silent` if it was not asked (quiet hours, a pause). `done` names the action that was taken.
    """

    alert: Alert
    kind: str
    at: datetime
    facts: Facts
    showing: Showing = "listed"
    seen: bool = False
    done: str = ""

    @property
    def id(self) -> str:
        """The notification's id."""
        return self.alert.id


def facts_of(params: dict[str, object]) -> Facts:
    """What of `params` can be used; a value of an unexpected type counts as not said."""
    said = {
        field.encode_name: params[field.encode_name]
        for field in msgspec.structs.fields(Facts)
        if field.encode_name in params and _is_a(field.type, params[field.encode_name])
    }
    return msgspec.convert(said, Facts)


def _is_a(kind: type, value: object) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
