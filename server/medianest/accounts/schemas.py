"""What people and sessions look like on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from medianest.accounts.permissions import Role
from medianest.kit.wire import Input, Wire

# Far above what is accepted: the rules answer with a sentence, this only bounds the work.
Text = Annotated[str, Meta(max_length=1000)]
Age = Annotated[int, Meta(ge=0, le=21)]


class User(Wire, frozen=True):
    """Somebody, as everybody sees them."""

    id: UUID
    name: str
    email: str
    role: Role


class Tokens(Wire, frozen=True):
    """What a program keeps to stay signed in; `expires_in` are the access token's seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class CurrentSession(Wire, frozen=True):
    """Who is signed in and what they may do."""

    user: User
    permissions: list[str]
    session_id: UUID


class SignedIn(CurrentSession, frozen=True):
    """The same at the moment of signing in or renewing, with the tokens."""

    tokens: Tokens


class Device(Wire, frozen=True):
    """One place where somebody is signed in."""

    id: UUID
    kind: Literal["sign_in", "device"]
    """A device was paired by its code; all else signed in."""
    device: str
    platform: str
    client_version: str
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class Person(User, frozen=True):
    """Somebody, as those see them who manage people."""

    disabled: bool
    created_at: datetime
    last_login_at: datetime | None
    age_limit: int | None = None


class Actor(Wire, frozen=True):
    """Who did something."""

    id: UUID
    name: str


class AuditEntry(Wire, frozen=True):
    """Something that was done; `actor` is null where nobody was signed in."""

    id: UUID
    at: datetime
    actor: Actor | None
    action: str
    subject: str
    address: str
    correlation_id: str
    details: dict[str, Any]


class CsrfToken(Wire, frozen=True):
    """What a page sends as X-CSRF-Token."""

    csrf_token: str


class SocketTicket(Wire, frozen=True):
    """What opens one socket, once, as `?ticket=`; `expires_in` is in seconds."""

    ticket: str
    expires_in: int


class ClaimOwnership(Input, frozen=True):
    """The first person's own account, proven by the printed code."""

    setup_code: Text
    name: Text
    email: Text
    password: Text
    device_name: Text = ""


class Login(Input, frozen=True):
    """A sign-in; `device_name` is what the list of devices will call it."""

    email: Text
    password: Text
    device_name: Text = ""


class Renewal(Input, frozen=True):
    """A refresh token; browsers leave it out, theirs is in a cookie."""

    refresh_token: Text | None = None


class AddPerson(Input, frozen=True):
    """Somebody new."""

    name: Text
    email: Text
    password: Text
    role: Role = Role.MEMBER


class ChangePerson(Input, frozen=True):
    """What to change about somebody; what is left out stays, a null `age_limit` lifts the limit."""

    name: Text | None = None
    email: Text | None = None
    password: Text | None = None
    role: Role | None = None
    disabled: bool | None = None
    age_limit: Age | UnsetType | None = UNSET


class ChangeProfile(Input, frozen=True):
    """What to change about oneself."""

    name: Text


class ChangePassword(Input, frozen=True):
    """A new password, proven by the old one."""

    current_password: Text
    new_password: Text
