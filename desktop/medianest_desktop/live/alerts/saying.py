"""Puts a notification into the person's language.

The appliance writes English, with details that only it knows; `kind` and `params` let a client
translate. So the catalogue decides per kind and language: the English sentences pass the
appliance's words on, the others say it in their own. A kind that no catalogue knows keeps the
appliance's words: better English than nothing.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec import structs

from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Action, Alert, Facts, Kept, Level, facts_of
from medianest_desktop.live.alerts.kinds import actions_of
from medianest_desktop.live.frames import Notification
from medianest_desktop.live.shortening import cut, one_line

_LONGEST_TITLE = 120
_LONGEST_BODY = 400
_NAMED = 3
BURST = "burst:"
"""What the ids of alerts begin with that stand for several."""


def kept(told: Notification, rights: AbstractSet[str]) -> Kept:
    """`told` as it is kept for the list."""
    facts = facts_of(told.params)
    names = (*actions_of(told.kind, facts, rights), *(("open",) if told.link else ()))
    alert = Alert(
        id=told.id,
        title=one_line(told.title, _LONGEST_TITLE),
        body=cut(told.body, _LONGEST_BODY),
        link=_page_of(told.link),
        level=told.level,
        actions=tuple(Action(name, "") for name in names),
    )
    return Kept(alert=alert, kind=told.kind, at=told.created_at, facts=facts)


def spoken(one: Kept, words: Words) -> Kept:
    """The same with everything said in `words`."""
    title, body = _sentences(one, words)
    alert = structs.replace(
        one.alert,
        title=one_line(title, _LONGEST_TITLE),
        body=cut(body, _LONGEST_BODY),
        actions=tuple(action(button.id, words) for button in one.alert.actions),
    )
    return structs.replace(one, alert=alert)


def action(name: str, words: Words) -> Action:
    """The button of that name."""
    return Action(name, words.say(f"live.action.{name}"))


def burst(of: Sequence[Alert], count: int, words: Words) -> Alert:
    """One alert that stands for `count`, of which `of` are the latest."""
    lines = [one.title for one in of[-_NAMED:]]
    if count > len(lines):
        lines.append(words.say("live.burst.more", count=count - len(lines)))
    worst: Level = "error" if any(one.level == "error" for one in of) else "info"
    return Alert(
        id=f"{BURST}{of[-1].id}",
        title=words.say("live.burst.title", count=count),
        body="\n".join(lines),
        link="/notifications",
        level=worst,
        actions=(action("open", words),),
    )


def _page_of(link: str) -> str:
    # Pages of the dashboard alone: browsers take what begins with two slashes for another host.
    stays = link.startswith("/") and link[1:2] not in {"/", "\\"} and link.isprintable()
    return link if stays else "/notifications"


def _sentences(one: Kept, words: Words) -> tuple[str, str]:
    key = f"live.kind.{one.kind}"
    told = one.alert
    if key not in words.catalogue:
        return told.title, told.body
    said = structs.asdict(one.facts) | {
        "said": told.title,
        "body": told.body,
        "title": one.facts.titles.get(words.language) or one.facts.title,
        "reason": _reason(one.facts, words),
        "asker": one.facts.asker or words.say("live.somebody"),
        "why": _why(one.facts.reason_key, words),
    }
    return words.say(key, **said), words.say(f"{key}.body", **said).strip()


def _reason(facts: Facts, words: Words) -> str:
    # Without a key a person wrote it, and it is told as it is.
    if not facts.reason_key:
        return facts.reason
    key = f"live.why.{facts.reason_key.removeprefix('download.')}"
    return words.say(key) if key in words.catalogue else ""


def _why(reason_key: str, words: Words) -> str:
    key = f"live.why.{reason_key}"
    return words.say(key if key in words.catalogue else "live.why.untold")
