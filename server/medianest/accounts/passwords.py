"""Which passwords are accepted, and how they are kept: argon2id, off the event loop, few at once.

The default cost is the OWASP Password Storage Cheat Sheet's "19 MiB, 2 iterations, 1 lane": strong
enough, and two at once still fit a NAS with 1 GB. https://cheatsheetseries.owasp.org
"""

import asyncio
import base64
import secrets
import unicodedata
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from medianest.accounts.errors import BusyError, WeakPasswordError

SHORTEST = 10
LONGEST = 128
_AT_ONCE = 2
_IN_LINE = 32
_RETRY_AFTER = 5

P = ParamSpec("P")
T = TypeVar("T")

# The most used passwords (SecLists) that are long enough, and what one would try first here.
_LISTED = """
    0123456789 0987654321 1029384756 1111111111 11111111111 111111111111 1122334455 1212121212
    123123123123 1234512345 12345678910 1234567890 12345678901 123456789012 123456789a
    1234567890a 123456789q 1234567891 12qwaszx12 147258369 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc
    1qazxsw23edc 3rjs1la7qe 7777777777 9876543210 a123456789 abc1234567 abcd123456 abcdefghij
    administrator asdfasdfasdf asdfghjkl1 asdfghjkl; bismillah1 changeme12 changeme123 correcthorse
    football123 iloveyou12 iloveyou123 letmein123 liverpool1 medianest1 medianest12 medianest123
    mynoob1234 passw0rd123 password01 password10 password11 password12 password123 password1234
    password12345 password!! passwordpassword plexplexplex princess12 q1w2e3r4t5 q1w2e3r4t5y6
    qazwsxedcrfv qwer123456 qwerty12345 qwerty123456 qwerty1234 qwertyqwerty qwertyuiop qwertyuiop1
    sunshine12 superman12 unknown123 welcome123 welcome1234 zaq12wsxcde3 zxcvbnm123
"""
_GUESSED_FIRST = frozenset(_LISTED.split())


def standard_hasher() -> PasswordHasher:
    """The cost of a hash in this release; older ones are replaced at the next sign-in."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def normal_form(password: str) -> str:
    """The same for every keyboard: one letter may be typed as one sign or as two (NIST 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def check_strength(password: str, *, email: str) -> None:
    """Refuse a password that would be guessed; length counts, not kinds of characters."""
    plain = normal_form(password)
    if len(plain) < SHORTEST:
        raise WeakPasswordError(
            f"Please use at least {SHORTEST} characters; three or four words are easy to remember"
        )
    if len(plain) > LONGEST:
        raise WeakPasswordError(f"Please use at most {LONGEST} characters")
    lowered = plain.lower()
    if lowered in {email, email.partition("@")[0]}:
        raise WeakPasswordError("Please use something other than your e-mail address")
    if lowered in _GUESSED_FIRST or len(set(lowered)) == 1:
        raise WeakPasswordError("That is among the first passwords anybody tries; please use words")


class Passwords:
    """Makes and checks hashes, `at_once` at a time; beyond `in_line` waiting ones it refuses."""

    def __init__(
        self, hasher: PasswordHasher, *, at_once: int = _AT_ONCE, in_line: int = _IN_LINE
    ) -> None:
        self._hasher = hasher
        self._turns = asyncio.Semaphore(at_once)
        self._room = at_once + in_line
        self._nobody = _hash_of_nobody(hasher)

    async def hash(self, password: str) -> str:
        """Hash `password` for keeping."""
        return await self._in_thread(self._hash, normal_form(password))

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether `password` belongs to `stored`; nobody's hash takes just as long."""
        return await self._in_thread(self._verify, normal_form(password), stored or self._nobody)

    def is_outdated(self, stored: str) -> bool:
        """Whether `stored` was made at another cost than is asked for today."""
        return self._hasher.check_needs_rehash(stored)

    async def _in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._room <= 0:
            raise BusyError(retryAfter=_RETRY_AFTER)
        self._room -= 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *args, **kwargs)
        finally:
            self._room += 1

    def _hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def _verify(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    def random(length: int) -> str:
        return base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")

    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${random(hasher.salt_len)}${random(hasher.hash_len)}"
