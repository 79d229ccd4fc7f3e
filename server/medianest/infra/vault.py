"""Secrets at rest: AES-256-GCM, bound to their row, under keys that can be changed.

A sealed text is `<key>.<base64 of nonce and ciphertext>`. Each key is one file of `keys_dir`,
named by its number; the highest number encrypts, the others still open what they sealed.
"""

import base64
import binascii
import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from medianest.kit.clock import now
from medianest.kit.errors import MediaNestError
from medianest.kit.paths import create_once, private_folder, sync_folder

_KEY_BYTES = 32
_NONCE_BYTES = 12
# Left in the folder by a person who would rather enter the passwords again.
GIVEN_UP = "given-up"


class VaultError(MediaNestError):
    """A secret cannot be opened: its key is gone, or it was changed or moved to another row."""

    code = "secret_unreadable"
    title = "A stored secret cannot be read; please enter it again"


class Vault:
    """Seals and opens secrets with the keys in one folder."""

    def __init__(self, keys_dir: Path) -> None:
        self._folder = private_folder(keys_dir)
        self._keys = self._load()
        if not self._keys:
            self._add_key(1)

    @property
    def newest_key(self) -> int:
        """The number of the key that encrypts."""
        return max(self._keys)

    def seal(self, plain: str, *, row: str) -> str:
        """Encrypt `plain` so that it opens only for the same `row` ("table:column:id")."""
        self._look_again()
        number = self.newest_key
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._keys[number].encrypt(nonce, plain.encode(), row.encode())
        return f"{number}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str, *, row: str) -> str:
        """Decrypt what `seal` made for the same `row`."""
        prefix, _, text = sealed.partition(".")
        key = self._key(prefix)
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
            return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], row.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as wrong:
            raise VaultError from wrong

    def is_current(self, sealed: str) -> bool:
        """Whether `sealed` was made with the newest key."""
        return sealed.partition(".")[0] == str(self.newest_key)

    def reseal(self, sealed: str, *, row: str) -> str:
        """Bring `sealed` under the newest key; unchanged when it already is."""
        return sealed if self.is_current(sealed) else self.seal(self.open(sealed, row=row), row=row)

    def begin_rotation(self) -> int:
        """Have a key beside the former ones that encrypts from now on; its number.

        Where former keys are left over from a rotation that was broken off, none is made.
        """
        self._look_again()
        return self.newest_key if self.former_keys else self._add_key(self.newest_key + 1)

    @property
    def former_keys(self) -> list[int]:
        """The numbers of the keys that only open."""
        return sorted(self._keys)[:-1]

    @property
    def newest_age(self) -> timedelta:
        """For how long the key that encrypts has been there."""
        made = self._file(self.newest_key).stat().st_mtime
        return now() - datetime.fromtimestamp(made, UTC)

    def remove_former(self) -> list[int]:
        """Remove the keys that only open; their numbers. Nothing may be sealed by them."""
        former = self.former_keys
        for number in former:
            self._file(number).unlink(missing_ok=True)
        sync_folder(self._folder)
        self._keys = self._load()
        return former

    def _look_again(self) -> None:
        """Learn of keys that another process made; without any, those in memory stay."""
        if numbers(self._folder) != self._keys.keys():
            self._keys = self._load() or self._keys

    def _key(self, prefix: str) -> AESGCM:
        number = int(prefix) if prefix.isascii() and prefix.isdigit() else 0
        if number not in self._keys:
            # Another process may have rotated since.
            self._keys = self._load()
        if number not in self._keys:
            message = f"The key {prefix[:8]!r} of a stored secret is missing in {self._folder}"
            raise VaultError(message)
        return self._keys[number]

    def _add_key(self, number: int) -> int:
        # When somebody else made this number first, theirs is as good as ours.
        create_once(self._file(number), secrets.token_bytes(_KEY_BYTES))
        self._keys = self._load()
        return self.newest_key

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:04d}.key"

    def _load(self) -> dict[int, AESGCM]:
        found = {}
        for number in numbers(self._folder):
            # Another process may have removed it since.
            with suppress(FileNotFoundError):
                found[number] = _read_key(self._file(number))
        return found


def given_up(keys_dir: Path) -> bool:
    """Whether a person has left word that what no key opens is to be entered again."""
    return (keys_dir / GIVEN_UP).exists()


def numbers(keys_dir: Path) -> set[int]:
    """The keys that are in the folder, which need not exist."""
    return {int(file.stem) for file in keys_dir.glob("*.key") if file.stem.isdigit()}


def _read_key(file: Path) -> AESGCM:
    raw = file.read_bytes()
    if len(raw) != _KEY_BYTES:
        message = f"{file} is damaged: a key has {_KEY_BYTES} bytes, this file {len(raw)}"
        raise VaultError(message)
    return AESGCM(raw)
