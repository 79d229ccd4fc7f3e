"""Tokens are kept secret, in time, and in one piece."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from tests.catalog.trakt.den import Den
from tests.support.waiting import soon

from medianest.infra.database import fetchval


async def test_no_token_and_no_code_stands_anywhere_in_the_database(den: Den) -> None:
    person = await den.linked()
    await den.sync(person)
    await den.trakt.unlink(person)

    stored = await den.everything_stored()

    accounts = den.outside.accounts
    secrets = [accounts.tokens[0].access, accounts.tokens[0].refresh, accounts.codes[0].device_code]
    assert [secret for secret in secrets if secret in stored] == []


async def test_a_token_is_renewed_before_it_ends(den: Den) -> None:
    person = await den.linked()
    den.ahead = timedelta(hours=23, minutes=55)

    await den.sync(person)
    await den.sync(person)

    assert den.outside.count("/oauth/token", "POST") == 1
    assert (await den.trakt.state(person)).failure is None


async def test_a_token_that_trakt_refuses_early_is_renewed_and_the_question_asked_again(
    den: Den,
) -> None:
    person = await den.linked()
    den.outside.later(timedelta(days=2))

    await den.sync(person)

    state = await den.trakt.state(person)
    assert (state.linked, state.username, state.failure) == (True, "sam", None)


async def test_two_processes_that_renew_at_once_use_the_refresh_token_once(den: Den) -> None:
    person = await den.linked()
    den.outside.later(timedelta(days=2))
    den.outside.faults.slow, den.outside.faults.only = 0.2, "/oauth/token"

    await asyncio.gather(den.sync(person), den.sync(person, den.another()))

    assert den.outside.count("/oauth/token", "POST") == 1
    assert (await den.trakt.state(person)).linked


async def test_a_renewal_survives_that_its_caller_is_interrupted(den: Den) -> None:
    person = await den.linked()
    den.outside.later(timedelta(days=2))
    den.outside.faults.slow, den.outside.faults.only = 0.2, "/oauth/token"
    before = await fetchval("SELECT refresh_token FROM trakt_links")

    async with asyncio.TaskGroup() as group:
        syncing = group.create_task(den.sync(person))
        await soon(lambda: den.outside.count("/oauth/token", "POST") == 1)
        syncing.cancel()

    async def is_kept() -> bool:
        return bool(await fetchval("SELECT refresh_token <> $1 FROM trakt_links", before))

    await soon(is_kept)
    await den.sync(person)
    assert den.outside.count("/oauth/token", "POST") == 1


async def test_a_link_that_was_ended_at_trakt_is_told_of_once(den: Den) -> None:
    person = await den.linked()
    for token in den.outside.accounts.tokens:
        token.replaced = True

    await den.sync(person)
    await den.sync(person)

    state = await den.trakt.state(person)
    assert (state.linked, state.failure_code) == (False, "link_lost")
    assert await fetchval("SELECT count(*) FROM notifications WHERE person = $1", person) == 1


async def test_tokens_that_cannot_be_opened_any_more_are_to_be_had_by_linking_again(
    den: Den, tmp_path: Path
) -> None:
    person = await den.linked()
    den.keys = tmp_path / "other keys"
    restored = den.another()

    await den.sync(person, restored)

    assert (await restored.state(person)).failure_code == "link_lost"


async def test_a_wrong_client_secret_costs_nobody_their_link(den: Den) -> None:
    person = await den.linked()
    den.outside.later(timedelta(days=2))
    den.outside.client_secret, right = "changed at trakt", den.outside.client_secret

    await den.sync(person)
    refused = await den.trakt.state(person)
    den.outside.client_secret = right
    await den.sync(person)

    assert (refused.linked, refused.failure_code) == (True, "refused")
    assert (await den.trakt.state(person)).failure is None


@pytest.mark.parametrize("while_refreshing", [True, False])
async def test_unlinking_gives_the_tokens_back(den: Den, *, while_refreshing: bool) -> None:
    person = await den.linked()
    if while_refreshing:
        den.outside.later(timedelta(days=2))
        held = threading.Event()
        den.outside.faults.held, den.outside.faults.only = held, "/oauth/token"
        async with asyncio.TaskGroup() as group:
            group.create_task(den.sync(person))
            await soon(lambda: den.outside.count("/oauth/token", "POST") == 1)
            await den.trakt.unlink(person)
            held.set()
    else:
        await den.trakt.unlink(person)

    await den.revoke()

    assert all(token.replaced for token in den.outside.accounts.tokens)
    assert not (await den.trakt.state(person)).linked
