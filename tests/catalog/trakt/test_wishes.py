"""What becomes of wishes: handed on once, whatever happens afterwards."""

import asyncio

import pytest
from tests.catalog.trakt.den import Den, film, show

from medianest.infra.database import fetchval
from medianest.kit.errors import ConflictError, ForbiddenError


async def test_nothing_is_requested_for_who_did_not_ask_for_it(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    person = await den.linked()

    await den.sync(person)

    assert den.wished == []


async def test_a_wish_is_handed_on_once_and_never_comes_back_by_itself(den: Den) -> None:
    accounts = den.outside.accounts
    accounts.wish("movie", 1001)
    accounts.wish("tv", 1001)
    person = await den.linked()
    await den.trakt.change(person, to_requests=True)

    await den.sync(person)
    first = list(den.wished)
    accounts.unwish("movie", 1001)
    await den.sync(person)
    accounts.wish("movie", 1001)
    await den.sync(person)
    await den.trakt.unlink(person)
    await den.link(person)
    await den.trakt.change(person, to_requests=True)
    await den.sync(person)

    assert first == [(person, film(1001)), (person, show(1001))]
    assert den.wished == first


async def test_two_syncs_at_once_hand_each_wish_on_once(den: Den) -> None:
    for number in range(1001, 1021):
        den.outside.accounts.wish("movie", number)
    person = await den.linked()
    await den.sync(person)
    await den.trakt.change(person, to_requests=True)

    await asyncio.gather(*(den.sync(person, den.another()) for _ in range(3)))

    assert sorted(den.wished) == [(person, film(number)) for number in range(1001, 1021)]


async def test_a_wish_that_was_refused_for_now_is_tried_again(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    person = await den.linked()
    await den.trakt.change(person, to_requests=True)

    den.refusal = ForbiddenError("the quota is used up")
    await den.sync(person)
    den.refusal = None
    await den.sync(person)
    await den.sync(person)

    assert den.wished == [(person, film(1001))] * 2


async def test_a_wish_that_is_in_plex_already_is_not_tried_again(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    person = await den.linked()
    await den.trakt.change(person, to_requests=True)
    den.refusal = ConflictError()

    await den.sync(person)
    await den.sync(person)

    assert len(den.wished) == 1


async def test_a_wish_whose_request_broke_is_not_taken_for_handed_on(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    person = await den.linked()
    await den.trakt.change(person, to_requests=True)
    den.refusal = RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        await den.sync(person)

    assert await fetchval("SELECT count(*) FROM trakt_imports") == 0


async def test_what_somebody_wished_for_goes_with_them(den: Den) -> None:
    den.outside.accounts.wish("movie", 1001)
    person, other = await den.linked("sam"), await den.linked("maria")
    for one in (person, other):
        await den.trakt.change(one, to_requests=True)
        await den.sync(one)

    await den.trakt.forget(person)

    for table in ("trakt_links", "trakt_wishes", "trakt_imports"):
        assert await fetchval(f"SELECT array_agg(person) FROM {table}") == [other]  # noqa: S608
