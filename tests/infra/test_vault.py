import stat
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from medianest.infra.vault import Vault, VaultError

Spoil = Callable[[str], str]
ROW = "services:secret:1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_what_was_sealed_opens_for_its_row(folder: Path) -> None:
    sealed = Vault(folder).seal("plex-token ✓", row=ROW)

    assert Vault(folder).open(sealed, row=ROW) == "plex-token ✓"
    assert "plex-token" not in sealed


def test_the_same_secret_never_looks_the_same(folder: Path) -> None:
    vault = Vault(folder)

    assert vault.seal("x", row=ROW) != vault.seal("x", row=ROW)


def test_a_sealed_text_moved_to_another_row_does_not_open(folder: Path) -> None:
    vault = Vault(folder)
    sealed = vault.seal("x", row=ROW)

    with pytest.raises(VaultError):
        vault.open(sealed, row="services:secret:2")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: sealed[:-4] + "AAAA",
        lambda sealed: sealed[:10],
        lambda _: "",
        lambda _: "plain text",
        lambda sealed: "99" + sealed[1:],
        lambda sealed: "²" + sealed[1:],
        lambda sealed: sealed + "!",
    ],
    ids=["changed", "cut", "empty", "plain", "unknown key", "odd key", "garbage"],
)
def test_a_spoilt_text_is_a_clear_error(folder: Path, spoil: Spoil) -> None:
    vault = Vault(folder)

    with pytest.raises(VaultError):
        vault.open(spoil(vault.seal("x", row=ROW)), row=ROW)


def test_nobody_else_may_read_the_keys(folder: Path) -> None:
    Vault(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_after_rotation_the_new_key_seals_and_the_old_one_still_opens(folder: Path) -> None:
    vault = Vault(folder)
    old = vault.seal("x", row=ROW)

    number = vault.begin_rotation()

    new = vault.reseal(old, row=ROW)
    assert (number, vault.is_current(old), vault.is_current(new)) == (2, False, True)
    assert vault.open(old, row=ROW) == vault.open(new, row=ROW) == "x"
    assert vault.reseal(new, row=ROW) == new


def test_another_process_learns_of_a_rotation_when_it_meets_the_new_key(folder: Path) -> None:
    web, worker = Vault(folder), Vault(folder)
    web.begin_rotation()

    assert worker.open(web.seal("x", row=ROW), row=ROW) == "x"


def test_another_process_seals_by_the_new_key_at_once(folder: Path) -> None:
    web, worker = Vault(folder), Vault(folder)
    web.begin_rotation()

    assert worker.seal("x", row=ROW).startswith("2.")


def test_a_rotation_that_was_broken_off_goes_on_with_its_key(folder: Path) -> None:
    Vault(folder).begin_rotation()

    assert Vault(folder).begin_rotation() == 2


def test_only_the_newest_key_is_left_once_the_former_are_removed(folder: Path) -> None:
    vault = Vault(folder)
    vault.begin_rotation()

    assert vault.remove_former() == [1]
    assert [file.name for file in folder.iterdir()] == ["0002.key"]
    assert Vault(folder).newest_key == 2


def test_a_damaged_key_is_named(folder: Path) -> None:
    Vault(folder)
    (folder / "0001.key").write_bytes(b"short")

    with pytest.raises(VaultError, match=r"0001\.key is damaged"):
        Vault(folder)


def _seal_in(folder: Path) -> str:
    return Vault(folder).seal("x", row=ROW)


def test_processes_that_start_together_share_the_first_key(folder: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        sealed = list(pool.map(_seal_in, [folder] * 8))

    vault = Vault(folder)
    assert [vault.open(text, row=ROW) for text in sealed] == ["x"] * 8
    assert len(list(folder.iterdir())) == 1
