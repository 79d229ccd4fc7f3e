import asyncio
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from tests.support.waiting import soon

from medianest.accounts.errors import BusyError, WeakPasswordError
from medianest.accounts.passwords import Passwords, check_strength, standard_hasher


class Slow(PasswordHasher):
    """Hashes when told to, and remembers how many did at once."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.may_end = threading.Event()
        self.running: set[int] = set()
        self.most = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.running.add(threading.get_ident())
        self.most = max(self.most, len(self.running))
        self.may_end.wait(60)
        self.running.discard(threading.get_ident())
        return super().hash(password, salt=salt)


async def test_few_are_hashed_at_once_and_a_long_line_is_turned_away() -> None:
    hasher = Slow()
    passwords = Passwords(hasher, at_once=2, in_line=3)
    waiting = asyncio.gather(*(passwords.hash("word word word") for _ in range(5)))
    await soon(lambda: len(hasher.running) == 2)

    with pytest.raises(BusyError):
        await passwords.hash("one too many")
    hasher.may_end.set()

    assert len(await waiting) == 5
    assert hasher.most == 2
    assert await passwords.hash("there is room again")


async def test_the_standard_cost_is_the_one_recommended_for_small_machines() -> None:
    made = await Passwords(standard_hasher()).hash("correct horse battery")

    cost = extract_parameters(made)
    assert (cost.type.name, cost.memory_cost, cost.time_cost, cost.parallelism) == (
        "ID",
        19_456,
        2,
        1,
    )


async def test_a_damaged_hash_fits_no_password() -> None:
    assert not await Passwords(standard_hasher()).fits("correct horse battery", "$argon2id$junk")


def is_weak(password: str, email: str) -> bool:
    try:
        check_strength(password, email=email)
    except WeakPasswordError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    ["x" * 127 + "y", "три слова лучше", "aaaa bbbb cc", "1234567891011x", "         x"],
)
def test_length_counts_and_no_kind_of_character_is_asked_for(password: str) -> None:
    assert not is_weak(password, "ada@home.example")


@pytest.mark.parametrize(
    "password",
    ["", "123456789", "1234567890", "PASSWORD123", "Ada@Home.example", "ada.lovelace", "y" * 129],
)
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    email = "ada.lovelace@home.example" if password == "ada.lovelace" else "ada@home.example"

    assert is_weak(password, email)
