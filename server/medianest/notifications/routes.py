"""Notifications over HTTP: the inbox, channels, deliveries, preferences."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Router, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from medianest.accounts import Principal
from medianest.accounts.guards import signed_in
from medianest.kit.wire import Page
from medianest.notifications.channels import Channels
from medianest.notifications.schemas import (
    Channel,
    ChannelChange,
    Delivery,
    Inbox,
    NewChannel,
    Notification,
    Preference,
    PreferenceChange,
    Preferences,
    TestResult,
)
from medianest.notifications.service import Notifications

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


@get("/")
async def list_notifications(
    me: NamedDependency[Principal],
    notifications: NamedDependency[Notifications],
    cursor: FromQuery[UUID | None] = None,
    unread: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
    limit: Limit = 20,
) -> Inbox:
    """What you were told, newest first."""
    return await notifications.inbox(me.id, unread_only=unread, before=cursor, limit=limit)


@post("/read-all", status_code=204)
async def read_all_notifications(
    me: NamedDependency[Principal], notifications: NamedDependency[Notifications]
) -> None:
    """Mark everything as read."""
    await notifications.read_all(me.id)


@post("/{notification_id:uuid}/read", status_code=200)
async def read_notification(
    notification_id: FromPath[UUID],
    me: NamedDependency[Principal],
    notifications: NamedDependency[Notifications],
) -> Notification:
    """Mark one as read."""
    return await notifications.read(me.id, notification_id)


@delete("/{notification_id:uuid}")
async def remove_notification(
    notification_id: FromPath[UUID],
    me: NamedDependency[Principal],
    notifications: NamedDependency[Notifications],
) -> None:
    """Delete one."""
    await notifications.remove(me.id, notification_id)


@delete("/")
async def clear_notifications(
    me: NamedDependency[Principal], notifications: NamedDependency[Notifications]
) -> None:
    """Delete everything you have read."""
    await notifications.clear(me.id)


@get("/deliveries")
async def list_deliveries(
    me: NamedDependency[Principal],
    notifications: NamedDependency[Notifications],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> Page[Delivery]:
    """What went over your channels, and what became of it."""
    return await notifications.deliveries(me.id, before=cursor, limit=limit)


@get("/channels")
async def list_channels(
    me: NamedDependency[Principal], channels: NamedDependency[Channels]
) -> Page[Channel]:
    """Your channels."""
    return Page.whole(await channels.of(me.id))


@post("/channels")
async def add_channel(
    data: JSONBody[NewChannel],
    me: NamedDependency[Principal],
    channels: NamedDependency[Channels],
) -> Channel:
    """Add a channel: an address in Apprise's notation."""
    return await channels.add(me.id, data)


@patch("/channels/{channel_id:uuid}")
async def change_channel(
    channel_id: FromPath[UUID],
    data: JSONBody[ChannelChange],
    me: NamedDependency[Principal],
    channels: NamedDependency[Channels],
) -> Channel:
    """Change a channel's name, address, levels, or switch it."""
    return await channels.change(me.id, channel_id, data)


@delete("/channels/{channel_id:uuid}")
async def remove_channel(
    channel_id: FromPath[UUID],
    me: NamedDependency[Principal],
    channels: NamedDependency[Channels],
) -> None:
    """Forget a channel."""
    await channels.remove(me.id, channel_id)


@post("/channels/{channel_id:uuid}/test", status_code=200)
async def test_channel(
    channel_id: FromPath[UUID],
    me: NamedDependency[Principal],
    channels: NamedDependency[Channels],
) -> TestResult:
    """Send a test message now."""
    return await channels.test(me.id, channel_id)


@get("/preferences")
async def list_preferences(
    me: NamedDependency[Principal], channels: NamedDependency[Channels]
) -> Preferences:
    """Which kinds go over your channels."""
    return Preferences(items=await channels.preferences(me.id))


@put("/preferences/{kind:str}")
async def change_preference(
    kind: Annotated[str, PathParameter(min_length=1, max_length=80)],
    data: JSONBody[PreferenceChange],
    me: NamedDependency[Principal],
    channels: NamedDependency[Channels],
) -> Preference:
    """Decide whether a kind goes over your channels."""
    return await channels.prefer(me.id, kind, channels=data.channels)


def router() -> Router:
    """All routes of the inbox; everything is the asker's own."""
    handlers: list[Any] = [
        list_notifications,
        read_all_notifications,
        read_notification,
        remove_notification,
        clear_notifications,
        list_deliveries,
        list_channels,
        add_channel,
        change_channel,
        remove_channel,
        test_channel,
        list_preferences,
        change_preference,
    ]
    return Router(
        "/notifications", route_handlers=handlers, guards=[signed_in], tags=["notifications"]
    )
