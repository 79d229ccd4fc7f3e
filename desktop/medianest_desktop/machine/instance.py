"""One client a person: the second start hands its wish to the first and ends.

A lock that the system takes back from a dead program says who is first. The first listens on a
socket (a named pipe on Windows) whose key lies in a folder that only its owner can read, so that
neither another person of this computer nor a page in a browser can speak to it.
"""

import os
import secrets
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import IO, Any

import structlog

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = structlog.get_logger()

_LONGEST = 8192
_STOP = b"\0stop"
# The kernel's limit for the path of a socket is 108 bytes, on macOS 104.
_LONGEST_PATH = 100
_PATIENCE = 3.0
_PAUSE = 0.1


_to_the_end: list[IO[bytes] | None] = []


class NotAnsweringError(Exception):
    """Another client holds the lock and does not take a wish."""


class Instance:
    """This start of the client: the first of its person, or one that speaks to the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    def first(self) -> bool:
        """Whether no other client of this person runs; from now on this one is the first."""
        lock = (self._folder / "lock").open("ab")
        try:
            _take(lock)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        return True

    def listen(self, wished: Callable[[str], None]) -> None:
        """Take wishes of later starts, each in one line of text, on a thread of its own."""
        key = secrets.token_bytes(32)
        keyfile = self._folder / "key"
        # What a dead client left behind: the lock says that nobody listens there.
        keyfile.unlink(missing_ok=True)
        with suppress(OSError):
            Path(self._address).unlink(missing_ok=True)
        handle = os.open(keyfile, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
        self._listener = Listener(self._address)
        self._thread = threading.Thread(
            target=self._serve, args=(self._listener, key, wished), name="instance", daemon=True
        )
        self._thread.start()

    def tell(self, wish: str) -> None:
        """Hand `wish` to the first client. Raises NotAnsweringError if it takes none in 3 s."""
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self._tell(wish.encode())
            except (OSError, EOFError, AuthenticationError) as failure:
                # It may be starting: the lock comes before the socket.
                if time.monotonic() > end:
                    raise NotAnsweringError(str(failure)) from failure
                time.sleep(_PAUSE)
            else:
                return

    def gone(self, seconds: float) -> bool:
        """Whether the first client has ended within `seconds`."""
        end = time.monotonic() + seconds
        while not self.first():
            if time.monotonic() > end:
                return False
            time.sleep(_PAUSE)
        self.close()
        return True

    def close(self) -> None:
        """Stop listening, and let the next start be the first."""
        self._stop_listening()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def fall_silent(self) -> None:
        """Take no more wishes, and stay the first until the process has ended."""
        # Out of reach of the garbage collection, which would close it too early.
        _to_the_end.append(self._lock)
        self._stop_listening()

    def _stop_listening(self) -> None:
        if self._listener is None or self._thread is None:
            return
        with suppress(OSError, EOFError, AuthenticationError):
            self._tell(_STOP)
        self._thread.join(1)
        self._listener.close()
        self._listener = None
        with suppress(OSError):
            folder = Path(self._address).parent
            if sys.platform != "win32" and folder != self._folder:
                # Made for the socket alone, whose own place has too long a path.
                folder.rmdir()

    @property
    def _address(self) -> str:
        mark = sha256(str(self._folder).encode()).hexdigest()[:16]
        if sys.platform == "win32":
            return rf"\\.\pipe\medianest-desktop-{mark}"
        else:  # noqa: RET505 - the type checker looks at one system's branch at a time
            plain = str(self._folder / "socket")
            return plain if len(plain.encode()) <= _LONGEST_PATH else str(_short(mark) / "socket")

    def _tell(self, wish: bytes) -> None:
        key = (self._folder / "key").read_bytes()
        with Client(self._address) as line:
            _limit(line, _PATIENCE)
            answer_challenge(line, key)
            deliver_challenge(line, key)
            line.send_bytes(wish)
            # Heard, not merely sent: the first may end between the two.
            line.recv_bytes(16)

    def _serve(self, listener: Listener, key: bytes, wished: Callable[[str], None]) -> None:
        while True:
            try:
                with listener.accept() as line:
                    # Sooner than whoever waits behind this one gives up.
                    _limit(line, _PATIENCE / 2)
                    deliver_challenge(line, key)
                    answer_challenge(line, key)
                    wish = _hear(line)
            except (OSError, EOFError, AuthenticationError) as failure:
                log.warning("stranger_at_the_socket", reason=repr(failure))
                continue
            if wish == _STOP:
                return
            wished(wish.decode(errors="replace"))


def _limit(line: Any, seconds: float) -> None:
    """Let no read or write on `line` take longer than `seconds`: OSError then.

    Whoever stands still in the middle of the proofs would otherwise hold up every later start.
    A named pipe of Windows takes no limit.
    """
    if sys.platform != "win32":
        limit = struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
        with socket.socket(fileno=os.dup(line.fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            same.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def _hear(line: Any) -> bytes:
    if not line.poll(_PATIENCE):
        raise EOFError("said nothing")
    wish: bytes = line.recv_bytes(_LONGEST)
    line.send_bytes(b"heard")
    return wish


def _take(lock: IO[bytes]) -> None:
    if sys.platform == "win32":
        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


if sys.platform != "win32":

    def _short(mark: str) -> Path:
        """A private folder with a short path. Raises PermissionError if it is not ours alone."""
        folder = Path(tempfile.gettempdir()) / f"medianest-desktop-{os.getuid()}-{mark}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        # Anyone may have made a folder of this name before us.
        if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
            raise PermissionError(f"{folder} belongs to somebody else")
        return folder
