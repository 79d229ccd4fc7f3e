"""The way back, whatever the present data are like and whenever it is broken off."""

import asyncio
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from tests.backups.household import Household

from medianest.backups.restoring import asides
from medianest.infra.database import connected, fetchrow
from medianest.infra.postgres.address import Address
from medianest.infra.tls import authority
from medianest.infra.vault import Vault

ROOT = Path(__file__).parents[2]


def fingerprint(folder: Path) -> dict[str, str]:
    """What lies in the data folder, apart from the backups and the restore's own notes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
        and path.relative_to(folder).parts[0] not in {"backups", "restore", "aside"}
    }


async def test_everything_comes_back_and_what_was_there_is_kept_aside(household: Household) -> None:
    path = await household.backup()
    before = fingerprint(household.data_dir)
    (household.data_dir / "keys" / "0001.key").write_bytes(b"another key, 32 bytes long ....!")
    await household.do("UPDATE users SET name = 'Somebody else'")

    outcome = await household.restore(path)

    assert outcome.outcome == "restored"
    assert fingerprint(household.data_dir) == before
    assert await household.ask("SELECT name FROM users") == "Olga"
    (aside,) = asides(household.data_dir)
    assert aside.name == outcome.aside
    kept = (household.data_dir / "aside" / aside.name / "keys" / "0001.key").read_bytes()
    assert kept.startswith(b"another key")
    former = outcome.detail.split()[-2]
    async with Address(household.dsn).of(former).line() as line:
        assert await line.fetchval("SELECT name FROM public.users") == "Somebody else"


async def test_paired_programs_know_the_restored_appliance(household: Household) -> None:
    keys = household.data_dir / "keys"
    saved = authority(keys).fingerprint
    path = await household.backup()
    shutil.rmtree(keys)
    other = authority(keys).fingerprint

    outcome = await household.restore(path)

    assert outcome.outcome == "restored"
    assert authority(keys).fingerprint == saved != other


async def test_a_backup_without_an_authority_leaves_the_appliance_its_own(
    household: Household,
) -> None:
    path = await household.backup()
    own = authority(household.data_dir / "keys").fingerprint

    outcome = await household.restore(path)

    assert outcome.outcome == "restored"
    assert authority(household.data_dir / "keys").fingerprint == own


async def test_a_backup_of_a_damaged_authority_is_refused(household: Household) -> None:
    keys = household.data_dir / "keys"
    (keys / "appliance-ca.key").write_text("no key")
    path = await household.backup()
    (keys / "appliance-ca.key").unlink()
    own = authority(keys).fingerprint

    outcome = await household.restore(path)

    assert outcome.outcome == "refused"
    assert "appliance-ca.key is damaged" in outcome.detail
    assert authority(keys).fingerprint == own


async def test_after_a_restore_everybody_signs_in_again_and_no_notice_is_sent_twice(
    household: Household,
) -> None:
    await household.do(
        "INSERT INTO sessions (id, person, created_at, last_seen_at, rotated_at, expires_at,"
        " device, user_agent, address, generation, revoked_why)"
        " SELECT gen_random_uuid(), id, now(), now(), now(), now() + interval '1 day',"
        " '', '', '', 0, '' FROM users"
    )
    await household.do(
        "WITH told AS (INSERT INTO notifications (id, person, cause, kind, level, title, body)"
        " SELECT gen_random_uuid(), id, 'c', 'k', 'info', 't', 'b' FROM users RETURNING id)"
        " INSERT INTO deliveries (id, notification, channel_name, state, attempts)"
        " SELECT gen_random_uuid(), told.id, 'mail', state, 0"
        " FROM told, unnest(ARRAY['waiting', 'sending', 'retrying', 'sent']) state"
    )
    path = await household.backup()

    await household.restore(path)

    async with connected(household.dsn, most=2):
        row = await fetchrow(
            "SELECT (SELECT count(*) FROM sessions WHERE revoked_at IS NULL) AS alive,"
            " (SELECT array_agg(state ORDER BY state) FROM deliveries) AS states,"
            " (SELECT count(*) FROM audit_log WHERE action = 'backup.restored') AS noted"
        )
    assert row is not None
    assert row["alive"] == 0
    assert row["states"] == ["sent", "skipped", "skipped", "skipped"]
    assert row["noted"] == 1


async def test_a_broken_present_is_no_hindrance(household: Household) -> None:
    path = await household.backup()
    shutil.rmtree(household.data_dir / "keys")
    (household.data_dir / "instance-id").unlink()
    await household.do("DROP TABLE users CASCADE")

    outcome = await household.restore(path)

    assert outcome.outcome == "restored"
    assert await household.people() == 1
    assert (household.data_dir / "keys" / "0001.key").exists()


async def test_a_missing_database_is_no_hindrance(household: Household) -> None:
    path = await household.backup()
    address = Address(household.dsn)
    async with address.of("postgres").line() as line:
        await line.execute(f"DROP DATABASE {address.database} WITH (FORCE)")

    assert (await household.restore(path)).outcome == "restored"
    assert await household.people() == 1


@pytest.mark.parametrize("harm", ["bit", "gone"])
async def test_a_file_that_is_no_good_changes_nothing(household: Household, harm: str) -> None:
    path = await household.backup()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    harmed = {
        "bit": bytes(content),
        "gone": None,
    }[harm]
    path.unlink() if harmed is None else path.write_bytes(harmed)
    before = fingerprint(household.data_dir)

    outcome = await household.restore(path)

    assert (outcome.outcome, outcome.aside) == ("refused", "")
    assert outcome.detail
    assert fingerprint(household.data_dir) == before
    assert await household.people() == 1


async def test_a_backup_without_an_owner_is_refused(household: Household) -> None:
    await household.do("DELETE FROM users")
    path = await household.backup()

    outcome = await household.restore(path)

    assert outcome.outcome == "refused"
    assert "owner" in outcome.detail
    left = await household.ask("SELECT count(*) FROM pg_database WHERE datname LIKE '%restored%'")
    assert left == 0


async def seal_something(household: Household) -> Path:
    """Store a secret; the file of the key that opens it."""
    sealed = Vault(household.data_dir / "keys").seal("a token", row="services:secret:plex")
    await household.do(
        "INSERT INTO services (id, name, secret, created_at, updated_at)"  # noqa: S608 - ours
        f" VALUES (gen_random_uuid(), 'plex', '{sealed}', now(), now())"
    )
    return household.data_dir / "keys" / "0001.key"


@pytest.mark.parametrize("instead", [None, b"another key, 32 bytes long ....!"])
async def test_a_backup_without_the_keys_that_it_needs_is_refused(
    household: Household, instead: bytes | None
) -> None:
    key = await seal_something(household)
    ours = key.read_bytes()
    (key.parent / "tokens.key").write_text("another kind of key")
    key.unlink() if instead is None else key.write_bytes(instead)
    path = await household.backup()
    key.write_bytes(ours)
    before = fingerprint(household.data_dir)

    outcome = await household.restore(path)

    assert outcome.outcome == "refused"
    assert "The key 1 that opens passwords" in outcome.detail
    assert fingerprint(household.data_dir) == before


@pytest.mark.parametrize("before_the_backup", [True, False])
async def test_secrets_that_the_household_has_given_up_hinder_no_restore(
    household: Household, *, before_the_backup: bool
) -> None:
    key = await seal_something(household)
    given_up = key.with_name("given-up")
    key.write_bytes(b"another key, 32 bytes long ....!")
    given_up.touch() if before_the_backup else None
    path = await household.backup()
    given_up.unlink() if before_the_backup else given_up.touch()

    outcome = await household.restore(path)

    assert (outcome.outcome, given_up.exists()) == ("restored", True)


async def test_keys_that_are_not_of_the_appliances_secret_are_refused(household: Household) -> None:
    path = await household.backup()
    server = msgspec.structs.replace(household.settings.server, secret="s" * 40)
    other = Household(msgspec.structs.replace(household.settings, server=server))
    before = fingerprint(household.data_dir)

    outcome = await other.restore(path)

    assert outcome.outcome == "refused"
    assert "is not what server.secret makes of it" in outcome.detail
    assert fingerprint(household.data_dir) == before


async def test_what_does_not_start_in_its_place_is_undone(household: Household) -> None:
    path = await household.backup()
    before = fingerprint(household.data_dir)
    await household.do("UPDATE users SET name = 'As it was last'")

    # Found wrong only once it is in place: the owner vanishes after the look at the restored data.
    await household.do(
        "CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN DELETE FROM users; RETURN NULL; END $$"
    )
    await household.do("CREATE TRIGGER vanish AFTER INSERT ON audit_log EXECUTE FUNCTION vanish()")
    trapped = await household.backup()
    outcome = await household.restore(trapped)

    assert outcome.outcome == "rolled_back"
    assert "owner" in outcome.detail
    assert fingerprint(household.data_dir) == before
    assert await household.ask("SELECT name FROM users") == "As it was last"
    assert asides(household.data_dir) == []
    assert path.exists()


# Renames of the data folder: 0 and 1 are notes, 2 to 7 folders and files, 8 the note after the
# database has changed places, 9 the outcome.
@pytest.mark.parametrize("point", ["load", "3", "8"])
async def test_killed_at_any_step_the_next_start_goes_through_with_it(
    household: Household, point: str
) -> None:
    path = await household.backup()
    before = fingerprint(household.data_dir)
    await household.do("UPDATE users SET name = 'Later'")
    command = [sys.executable, "-m", "tests.backups.killed_restore", str(household.data_dir)]

    child = await asyncio.create_subprocess_exec(
        *command, household.dsn, str(path), point, cwd=ROOT, stdout=subprocess.PIPE
    )
    said, _ = await child.communicate()
    outcome = await household.go_on()

    assert (child.returncode, said) == (-9, b"")
    assert outcome.outcome == "restored"
    assert fingerprint(household.data_dir) == before
    assert await household.ask("SELECT name FROM users") == "Olga"


async def test_a_restore_that_dies_again_and_again_is_given_up(household: Household) -> None:
    path = await household.backup()
    order = household.journal.ask(path, household.maker.clock())
    household.journal.write(msgspec.structs.replace(order, tries=3))

    outcome = await household.go_on()

    assert outcome.outcome == "refused"
    assert "three times" in outcome.detail
    assert household.journal.order() is None
