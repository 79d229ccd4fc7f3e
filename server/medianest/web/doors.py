"""What the plain pages need of others, handed in where the program is composed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

Asked = Request[Any, Any, Any]


class SetUpForm(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the plain set-up page sends."""

    setup_code: str
    name: str
    email: str
    password: str


class SignInForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the plain sign-in page sends."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways into MediaNest; both answer the cookies of the new session.

    Both refuse a form of another site, which could sign a person in as somebody else unnoticed.
    A refusal is a `MediaNestError`, whose sentence the page shows.
    """

    setup_open: Callable[[], Awaitable[bool]]
    set_up: Callable[[Asked, SetUpForm], Awaitable[Sequence[Cookie]]]
    sign_in: Callable[[Asked, SignInForm], Awaitable[Sequence[Cookie]]]
