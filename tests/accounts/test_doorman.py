import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import httpx2
import pytest
import stamina
from tests.accounts.home import Clock, Home, code_of

from medianest.accounts.doorman import Doorman
from medianest.accounts.errors import SessionEndedError
from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.accounts.principal import Principal
from medianest.accounts.tokens import AccessTokens

SESSION = UUID(int=7)
ADA = Principal(
    id=UUID(int=1),
    name="Ada",
    email="ada@home.example",
    role=Role.MEMBER,
    permissions=PERMISSIONS[Role.MEMBER],
    session_id=SESSION,
)


class Books:
    """A database that answers when told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Principal | None = ADA
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def find(self, _: UUID, __: datetime) -> Principal | None:
        self.asked += 1
        read = self.answer
        await self.may_answer.wait()
        return read


def _doorman(books: Books, clock: Clock) -> Doorman:
    tokens = AccessTokens([b"secret"], lifetime=timedelta(minutes=15), clock=clock)
    return Doorman(tokens, books.find, clock=clock)


async def test_somebody_known_is_not_asked_about_again() -> None:
    books = Books()
    doorman = _doorman(books, Clock())

    assert [await doorman.recognise(SESSION) for _ in range(3)] == [ADA] * 3
    assert books.asked == 1


async def test_an_answer_older_than_the_news_is_not_remembered() -> None:
    books = Books()
    doorman = _doorman(books, Clock())
    books.may_answer.clear()

    asking = asyncio.gather(doorman.recognise(SESSION))
    await asyncio.sleep(0)
    books.answer = None
    doorman.forget_session(SESSION)
    books.may_answer.set()
    await asking

    with pytest.raises(SessionEndedError):
        await doorman.recognise(SESSION)


async def test_memory_is_bounded() -> None:
    books = Books()
    doorman = _doorman(books, Clock())
    for number in range(5000):
        session = UUID(int=number)
        books.answer = Principal(
            id=ADA.id,
            name=ADA.name,
            email=ADA.email,
            role=ADA.role,
            permissions=ADA.permissions,
            session_id=session,
        )
        await doorman.recognise(session)

    assert len(doorman._known) <= 4096


async def test_another_process_hears_of_a_sign_out_before_its_memory_ends(
    home: Home, neighbour: Home
) -> None:
    body = await home.login(await home.person())
    here, there = home.bearing(body["tokens"]), neighbour.bearing(body["tokens"])
    assert (await there.get("/closed")).status_code == 200

    await here.post("/auth/logout")

    # The clock of both stands still, so only the news can make the other forget.
    assert code_of(await _refusal(there)) == "session_ended"


async def _refusal(program: httpx2.AsyncClient) -> httpx2.Response:
    async for attempt in stamina.retry_context(on=StillLetInError, attempts=None, timeout=60):
        with attempt:
            answer = await program.get("/closed")
            if answer.status_code == 200:
                raise StillLetInError
            return answer
    raise AssertionError


class StillLetInError(Exception):
    """The news has not arrived yet."""


def test_every_role_may_what_the_lesser_ones_may() -> None:
    guest, member, admin, owner = (PERMISSIONS[role] for role in reversed(Role))

    assert guest < member < admin < owner
    assert owner - admin == {"backups.manage", "settings.manage"}
