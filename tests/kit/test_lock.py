from pathlib import Path

import pytest

from medianest.kit.lock import held, is_held


class TakenError(Exception):
    pass


def test_a_second_holder_is_refused_in_words_of_its_own(tmp_path: Path) -> None:
    lock = tmp_path / "lock"

    with held(lock, otherwise=TakenError()), pytest.raises(TakenError):
        held(lock, otherwise=TakenError()).__enter__()


def test_it_is_free_again_after_the_holder(tmp_path: Path) -> None:
    lock = tmp_path / "lock"

    with held(lock, otherwise=TakenError()):
        during = is_held(lock)

    assert (during, is_held(lock)) == (True, False)


def test_looking_at_what_nobody_ever_held_makes_no_file(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "lock")
    assert list(tmp_path.iterdir()) == []
