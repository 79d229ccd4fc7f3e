"""A keyring in a file, for machines of a test that have no session bus."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileRing(KeyringBackend):
    """Keeps passwords in `$TEST_KEYRING`."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep({**self._kept(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        self._keep(kept)

    def _kept(self) -> dict[str, str]:
        file = _file()
        read: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return read

    def _keep(self, kept: dict[str, str]) -> None:
        _file().write_text(json.dumps(kept))


def _file() -> Path:
    return Path(os.environ["TEST_KEYRING"])
