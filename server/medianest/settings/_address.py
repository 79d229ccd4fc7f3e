"""A database's address and its password, which may be given apart."""

from typing import Any
from urllib.parse import quote, urlsplit


def put_password(database: Any) -> None:
    """Put `password` into the `url` of a settings table, if that has none of its own.

    A secret that the database's own container reads from a file can then be read from it, too.
    """
    if not isinstance(database, dict):
        return
    url, password = database.get("url"), database.get("password")
    if not (isinstance(url, str) and isinstance(password, str) and url and password):
        return
    parts = urlsplit(url)
    if not parts.password:
        user, _, place = parts.netloc.rpartition("@")
        named = f"{user.rstrip(':')}:{quote(password, safe='')}@{place}"
        database["url"] = parts._replace(netloc=named).geturl()
