"""Asks the appliance to fetch a video."""

import msgspec

from medianest_desktop.live.appliance import Appliance
from medianest_desktop.live.frames import Named
from medianest_desktop.net.api import API

PAGE = "/downloads"
"""The dashboard's list of downloads."""


async def submit(appliance: Appliance, url: str) -> str:
    """Have the video at `url` fetched; the page of its download.

    Raises NotConnectedError, RefusedError.
    """
    answer = await appliance.request("POST", f"{API}/youtube/downloads", json={"url": url})
    try:
        return f"{PAGE}/{msgspec.convert(answer, Named).id}"
    except msgspec.ValidationError:
        return PAGE
