"""Where the files lie that every process must see."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic

from medianest.infra.storage import Bucket, Storage, in_bucket, in_folder
from medianest.settings import Settings

_PICTURES = "pictures"
# Each look at a bucket costs its owner a little, and anybody may ask whether we are ready.
_LOOK_EVERY = timedelta(minutes=1)


def pictures_of_downloads(settings: Settings) -> Storage:
    """In the bucket that is set, else in the data folder."""
    wishes = settings.storage
    if not wishes.url:
        return in_folder(settings.data_dir / _PICTURES)
    bucket = Bucket(
        url=wishes.url,
        endpoint=wishes.endpoint,
        region=wishes.region,
        access_key=wishes.access_key,
        secret_key=wishes.secret_key,
    )
    return in_bucket(bucket, _PICTURES)


def now_and_then(storage: Storage) -> Callable[[], Awaitable[str]]:
    """Make a check that looks only once in a while, and again at once while something is wrong."""
    good_until = float("-inf")

    async def check() -> str:
        nonlocal good_until
        if monotonic() >= good_until:
            await storage.check()
            good_until = monotonic() + _LOOK_EVERY.total_seconds()
        return storage.where

    return check
