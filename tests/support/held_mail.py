"""A mail server that keeps one sender waiting, before or after it has taken the mail."""

import asyncio
import threading
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.standins.mail import MailServer, _mail


@dataclass
class HeldMail(MailServer):
    """Subjects in `before` and `after` wait there until `let_go`; a sender that dies is dropped."""

    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    _released: threading.Event = field(default_factory=threading.Event)

    def hold(self, *, before: str, after: str) -> None:
        self._released.clear()
        self.held.clear()
        self.before, self.after = {before}, {after}

    def let_go(self) -> None:
        self.before, self.after = set(), set()
        self._released.set()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        subject = _mail(envelope).subject
        await self._wait(subject, self.before)
        answer = await super().handle_DATA(server, session, envelope)
        await self._wait(subject, self.after)
        return answer

    async def _wait(self, subject: str, held_here: set[str]) -> None:
        if subject not in held_here:
            return
        self.held.add(subject)
        while not self._released.is_set():  # noqa: ASYNC110 - set from another thread
            await asyncio.sleep(0.02)
