"""JSON of endless depth is nonsense like any other, wherever it comes from."""

from collections.abc import Callable

import pytest
from tests.standins.calls import Asked
from tests.standins.speaking import Answer
from tests.standins.web import WebStandIn

from medianest.infra.http import HttpClient, OutsideGarbageError
from medianest.infra.outside import Outside
from medianest.kit.errors import BadInputError
from medianest.plex.live import hook, socket
from medianest.requests.overseerr import hooking

DEEP = '{"event": "library.new", "NotificationContainer": {"a": ' + "[" * 100_000


class Pit(WebStandIn):
    """Answers with nothing but depth."""

    def answer(self, asked: Asked) -> Answer:
        return Answer(200, b'{"path": "' + asked.path.encode() + b'", "a": ' + b"[" * 100_000)


async def test_an_answer_without_an_end_is_garbage() -> None:
    with Pit() as pit:
        async with HttpClient(Outside("pit"), pit.root) as client:
            with pytest.raises(OutsideGarbageError):
                await client.get_json("/", type=dict[str, str])
            with pytest.raises(OutsideGarbageError):
                await client.get_json("/", type=object)


def test_what_plex_posts_is_refused() -> None:
    with pytest.raises(BadInputError):
        hook.understood(DEEP)


@pytest.mark.parametrize("read", [socket.understood, lambda text: hooking.understood(text).number])
def test_what_others_say_is_passed_over(read: Callable[[bytes], object]) -> None:
    assert read(DEEP.encode()) is None
    assert read(b'{"request": ' + b"[" * 100_000) is None
    assert read(b"\xff") is None
