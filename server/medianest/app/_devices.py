"""What people are told of their devices."""

from uuid import UUID

from medianest.accounts.schemas import Device
from medianest.accounts.service import Tell
from medianest.notifications.service import Notifications


def told_of_devices(notifications: Notifications) -> Tell:
    """Tells people of a device that was let in as theirs: it may not have been them."""

    async def tell(person: UUID, device: Device) -> None:
        await notifications.tell(
            [person],
            "device.paired",
            cause=f"device.paired:{device.id}",
            title=f"Connected: {device.device}",
            body=f"“{device.device}” acts for you now. If that was not you, sign it out.",
            level="info",
            link="/settings/account",
            params={"title": device.device, "platform": device.platform},
        )

    return tell
