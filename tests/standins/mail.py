"""A mail server on loopback that keeps what it gets, with faults that a test switches on."""

import asyncio
import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.support.appliance import free_port


@dataclass(frozen=True)
class Mail:
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain", "html"))
        return str(body.get_content()) if body else ""


@dataclass
class Faults:
    """Change one and the next mail meets it."""

    refusal: str = ""
    """What is said instead of 250, such as `550 mailbox is full`."""
    delay: float = 0
    drop: bool = False
    """Hang up in the middle of the mail."""
    drop_after_keeping: bool = False
    """Keep the mail, and hang up before saying so: nobody can tell that from a lost one."""


@dataclass
class MailServer:
    """Runs in a thread of its own while entered."""

    faults: Faults = field(default_factory=Faults)
    kept: list[Mail] = field(default_factory=list)
    attempts: int = 0
    port: int = field(default_factory=free_port)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address of a channel that mails to this server."""
        return f"mailto://127.0.0.1:{self.port}?from=medianest@example.org&to=olga@example.org"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, server: SMTP, _: Session, envelope: Envelope
    ) -> str:
        self.attempts += 1
        await asyncio.sleep(self.faults.delay)
        if self.faults.refusal:
            return self.faults.refusal
        if not self.faults.drop:
            self.kept.append(_mail(envelope))
        hangs_up = self.faults.drop or self.faults.drop_after_keeping
        if hangs_up and server.transport is not None:
            server.transport.close()
        return "250 kept"

    def __enter__(self) -> Self:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._controller is not None:
            self._controller.stop()


def _mail(envelope: Any) -> Mail:
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(envelope.mail_from, tuple(envelope.rcpt_tos), message)
