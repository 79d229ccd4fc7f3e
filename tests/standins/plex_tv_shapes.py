"""What plex.tv knows, and the documents it shows it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from tests.standins.calls import Asked, Json
from tests.standins.speaking import Answer

PIN_LIFETIME = timedelta(minutes=30)


@dataclass
class Account:
    """Somebody with an account; members of the home who have none are `restricted`."""

    id: int
    username: str
    token: str
    email: str = ""
    restricted: bool = False
    owner: bool = False


@dataclass
class Server:
    """A server as an account sees it; `token` is the account's own for this server."""

    uri: str
    server_id: str
    name: str
    token: str
    owned: bool = True
    online: bool = True


@dataclass
class Pin:
    id: int
    code: str
    client: str
    expires_at: datetime
    token: str | None = None


def user_shape(account: Account, root: str) -> Json:
    return {
        "id": account.id,
        "uuid": f"{account.id:016x}",
        "username": "" if account.restricted else account.username,
        "title": account.username,
        "email": account.email or None,
        "friendlyName": account.username,
        "thumb": f"{root}/users/{account.id}/avatar",
        "authToken": account.token,
        "home": True,
        "homeAdmin": account.owner,
        "admin": account.owner,
        "restricted": account.restricted,
        "protected": False,
        "guest": False,
        "subscription": {"active": False, "status": "Inactive", "features": []},
    }


def old_home(accounts: list[Account]) -> Answer:
    made = Element("MediaContainer", friendlyName="myPlex", size=str(len(accounts)))
    for account in accounts:
        SubElement(
            made,
            "User",
            id=str(account.id),
            uuid=f"{account.id:016x}",
            title=account.username,
            username="" if account.restricted else account.username,
            email=account.email,
            admin=str(int(account.owner)),
            restricted=str(int(account.restricted)),
            guest="0",
            protected="0",
        )
    return Answer(200, tostring(made), "application/xml")


def form(asked: Asked) -> dict[str, str]:
    if "json" in asked.headers.get("content-type", ""):
        return {name: str(value).lower() for name, value in asked.json.items()}
    return {name: values[-1] for name, values in parse_qs(asked.body.decode()).items()}


def pin_shape(pin: Pin) -> Json:
    return {
        "id": pin.id,
        "code": pin.code,
        "product": "MediaNest",
        "trusted": False,
        "clientIdentifier": pin.client,
        "expiresIn": round(PIN_LIFETIME.total_seconds()),
        "expiresAt": pin.expires_at.isoformat(),
        "authToken": pin.token,
        "newRegistration": None,
    }


def resource_shape(server: Server, account: Account) -> Json:
    address = urlsplit(server.uri)
    connection = {
        "protocol": address.scheme,
        "address": address.hostname,
        "port": address.port or 32400,
        "uri": server.uri,
        "local": True,
        "relay": False,
        "IPv6": False,
    }
    return {
        "name": server.name,
        "product": "Plex Media Server",
        "productVersion": "1.43.1.1000-standin",
        "platform": "Linux",
        "device": "PC",
        "clientIdentifier": server.server_id,
        "provides": "server",
        "ownerId": None if server.owned else 1,
        "owned": server.owned and account.owner,
        "home": True,
        "presence": server.online,
        "httpsRequired": False,
        "accessToken": server.token,
        "connections": [connection],
    }


def shown(document: object, name: str, asked: Asked, *, status: int = 200) -> Answer:
    """JSON for who accepts it, as XML is what plex.tv speaks by itself."""
    if "json" in asked.headers.get("accept", ""):
        return Answer(status, msgspec.json.encode(document))
    return Answer(status, tostring(_xml(name, document)), "application/xml")


def _xml(name: str, document: Any) -> Element:
    made = Element(name)
    if isinstance(document, Sequence):
        made.extend(_xml(name.removesuffix("s"), one) for one in document)
        return made
    for key, value in document.items():
        if isinstance(value, list | dict):
            made.append(_xml(key, value))
        elif isinstance(value, bool):
            made.set(key, str(int(value)))
        else:
            made.set(key, "" if value is None else str(value))
    return made
