"""A Trakt that tells nonsense is away: nothing of it reaches the database or a page."""

import msgspec
import pytest

from medianest.catalog.trakt.wire import DeviceCode, Play, UserSettings, Wish

_AT = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (DeviceCode, {"verification_url": "javascript:alert(1)"}),
        (DeviceCode, {"verification_url": "https://trakt.tv/\0"}),
        (DeviceCode, {"expires_in": 1e300}),
        (DeviceCode, {"interval": -1}),
        (DeviceCode, {"user_code": "a\0"}),
        (UserSettings, {"user": {"username": "a\0"}}),
        (Wish, {"listed_at": _AT, "movie": {"ids": {"tmdb": 2**31}}}),
        (Wish, {"listed_at": _AT, "show": {"ids": {"tmdb": -1}}}),
        (Play, {"id": 2**63, "watched_at": _AT}),
        (Play, {"id": 1, "watched_at": _AT, "episode": {"season": 2**31, "number": 1}}),
    ],
)
def test_what_cannot_be_is_not_understood(
    kind: type[msgspec.Struct], told: dict[str, object]
) -> None:
    code = {
        "device_code": "d",
        "user_code": "u",
        "verification_url": "https://trakt.tv/activate",
        "expires_in": 600,
    }
    whole = code | told if kind is DeviceCode else told

    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(whole, kind, strict=False)
