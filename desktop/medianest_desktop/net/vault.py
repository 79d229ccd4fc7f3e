"""Where the token is kept: the system's keyring, or memory alone where there is none."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from queue import SimpleQueue
from typing import Literal

import keyring
import structlog
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from medianest_desktop.bell import Bell

log = structlog.get_logger()

SERVICE = "medianest-desktop"
PATIENCE = timedelta(seconds=5)
"""How long one answer of the keyring is waited for; a locked one asks its person first."""

Keeping = Literal["unknown", "keyring", "memory", "locked"]
_Job = Callable[[], None]


class Vault:
    """Keeps one token per appliance; never blocks the loop, never fails its caller.

    What the keyring has not taken lives in memory until the client ends. A keyring that answers
    late (locked, with a prompt open) is heard when it does: `changed` rings then. Whoever closes
    that prompt sees no other before `ask_again`.
    """

    def __init__(
        self, backend: KeyringBackend | None = None, *, patience: timedelta = PATIENCE
    ) -> None:
        self._backend = backend
        self._patience = patience.total_seconds()
        self._memory: dict[str, str] = {}
        self._asked: set[str] = set()
        self._dismissed: set[str] = set()
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._worker: threading.Thread | None = None
        self.keeping: Keeping = "unknown"
        """Where tokens are kept, as far as the keyring has shown by now."""
        self.changed = Bell()
        """Rings on the loop when a late answer has come in."""

    @property
    def lasting(self) -> bool:
        """Whether a token survives the end of the client."""
        return self.keeping == "keyring"

    async def get(self, appliance_id: str) -> str:
        """The token, or an empty text; while `keeping` is "locked" there may be one after all."""
        if appliance_id in self._memory:
            return self._memory[appliance_id]
        if appliance_id in self._asked:
            return ""
        self._asked.add(appliance_id)
        kept = await self._ask(lambda ring: ring.get_password(SERVICE, appliance_id), appliance_id)
        return self._memory.setdefault(appliance_id, kept) if kept else ""

    def ask_again(self) -> None:
        """Have the next `get` ask the keyring also where its person has closed the prompt."""
        self._asked -= self._dismissed
        self._dismissed.clear()

    async def set(self, appliance_id: str, token: str) -> None:
        """Keep `token`, in memory at once and in the keyring as soon as that takes it."""
        self._memory[appliance_id] = token
        await self._ask(lambda ring: ring.set_password(SERVICE, appliance_id, token))

    async def delete(self, appliance_id: str) -> None:
        """Forget the token everywhere."""
        # Empty and not absent: an answer that still comes in late must not bring it back.
        self._memory[appliance_id] = ""
        await self._ask(lambda ring: _delete(ring, appliance_id))

    async def _ask(
        self, question: Callable[[KeyringBackend], str | None], late_for: str = ""
    ) -> str:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()

        def job() -> None:
            text, keeping = self._try(question)
            try:
                loop.call_soon_threadsafe(self._answered, answer, text, keeping, late_for)
            except RuntimeError:
                log.debug("keyring_answered_after_the_end")

        self._hand_over(job)
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.shield(answer)
        except TimeoutError:
            self.keeping = "locked"
            log.warning("keyring_silent", seconds=self._patience)
            return ""

    def _answered(
        self, answer: "asyncio.Future[str]", text: str, keeping: Keeping, late_for: str
    ) -> None:
        late = self.keeping == "locked"
        self.keeping = keeping
        answer.set_result(text)
        if keeping == "locked":
            self._dismissed.add(late_for)
        else:
            self._asked.discard(late_for)
        if late_for and text:
            self._memory.setdefault(late_for, text)
        if late and keeping != "locked":
            self.changed.ring()

    def _try(self, question: Callable[[KeyringBackend], str | None]) -> tuple[str, Keeping]:
        try:
            return question(self._backend or keyring.get_keyring()) or "", "keyring"
        except KeyringLocked:
            # The person has closed the prompt: nothing is known.
            return "", "locked"
        except Exception as failure:  # noqa: BLE001 - the last resort: every backend fails its own way
            if self.keeping != "memory":
                log.warning("keyring_unavailable", reason=repr(failure))
            return "", "memory"

    def _hand_over(self, job: _Job) -> None:
        # A daemon thread of our own: one of asyncio's that hangs would hang the client's end too.
        self._jobs.put(job)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()


def _delete(ring: KeyringBackend, appliance_id: str) -> str:
    try:
        ring.delete_password(SERVICE, appliance_id)
    except PasswordDeleteError:
        # There was none: that is what was wanted.
        return ""
    return ""
