import asyncio
from datetime import timedelta

from keyring.backends import fail
from tests.desktop.net.keyrings import DismissedKeyring, LockedKeyring, MemoryKeyring

from medianest_desktop.net.vault import SERVICE, Vault

SOON = timedelta(milliseconds=50)


async def test_a_token_survives_the_end_of_the_client(ring: MemoryKeyring) -> None:
    await Vault(ring).set("abc", "mnd_1")

    again = Vault(ring)

    assert await again.get("abc") == "mnd_1"
    assert again.lasting


async def test_without_a_keyring_memory_keeps_it_and_says_so() -> None:
    vault = Vault(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it untyped

    await vault.set("abc", "mnd_1")

    assert await vault.get("abc") == "mnd_1"
    assert (vault.keeping, vault.lasting) == ("memory", False)


async def test_a_deleted_token_is_gone_everywhere(ring: MemoryKeyring) -> None:
    vault = Vault(ring)
    await vault.set("abc", "mnd_1")

    await vault.delete("abc")
    await vault.delete("abc")

    assert (await vault.get("abc"), ring.kept) == ("", {})


async def test_a_locked_keyring_does_not_block_the_loop() -> None:
    ring = LockedKeyring()
    vault = Vault(ring, patience=timedelta(seconds=60))
    beats = 0

    asking = asyncio.get_running_loop().create_task(vault.get("abc"))
    for _ in range(20):
        await asyncio.sleep(0.001)
        beats += 1

    assert (beats, asking.done()) == (20, False)
    ring.unlocked.set()
    assert await asking == ""


async def test_a_keyring_unlocked_late_is_heard() -> None:
    ring = LockedKeyring()
    ring.kept[SERVICE, "abc"] = "mnd_1"
    vault = Vault(ring, patience=SOON)
    rung = asyncio.Event()
    vault.changed.listen(rung.set)

    early, keeping = await vault.get("abc"), vault.keeping
    # Unlocked, it answers: only a busy machine could take longer than it has so far.
    vault._patience = 60
    ring.unlocked.set()
    await rung.wait()

    assert (early, keeping) == ("", "locked")
    assert (await vault.get("abc"), vault.keeping) == ("mnd_1", "keyring")


async def test_what_a_locked_keyring_was_given_reaches_it_later() -> None:
    ring = LockedKeyring()
    vault = Vault(ring, patience=SOON)
    rung = asyncio.Event()
    vault.changed.listen(rung.set)

    await vault.set("abc", "mnd_1")
    assert (await vault.get("abc"), vault.lasting) == ("mnd_1", False)
    ring.unlocked.set()
    await rung.wait()

    assert (ring.kept[SERVICE, "abc"], vault.lasting) == ("mnd_1", True)


async def test_a_late_answer_does_not_bring_a_deleted_token_back() -> None:
    ring = LockedKeyring()
    ring.kept[SERVICE, "abc"] = "mnd_1"
    vault = Vault(ring, patience=SOON)
    rung = asyncio.Event()
    vault.changed.listen(rung.set)

    await vault.get("abc")
    # Unlocked, it answers: only a busy machine could take longer than it has so far.
    vault._patience = 60
    deleting = asyncio.get_running_loop().create_task(vault.delete("abc"))
    await asyncio.sleep(0)
    ring.unlocked.set()
    await deleting

    assert (await vault.get("abc"), ring.kept) == ("", {})


async def test_a_prompt_that_was_closed_is_not_opened_again_by_itself() -> None:
    ring = DismissedKeyring()
    vault = Vault(ring, patience=timedelta(seconds=60))
    rung = asyncio.Event()
    vault.changed.listen(rung.set)

    first, second = await vault.get("abc"), await vault.get("abc")

    assert (first, second, vault.keeping, rung.is_set()) == ("", "", "locked", False)
    assert ring.prompts == 1


async def test_a_prompt_that_was_closed_is_opened_again_when_its_person_asks() -> None:
    ring = DismissedKeyring()
    vault = Vault(ring, patience=timedelta(seconds=60))
    await vault.get("abc")

    vault.ask_again()
    await vault.get("abc")

    assert ring.prompts == 2
