"""Names under which a child gets to its folders, even below a parent that it may not enter."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from medianest.infra.supervisor._account import Account, may_use


@dataclass(slots=True)
class Doors:
    """Opens folders for an account, for as long as one is inside.

    Root's home is closed to everybody else, and so is all below it. A descriptor opened by root
    and kept by the child leads there all the same, as `/proc/self/fd/N`, without changing the
    mode of any folder that is not ours.
    """

    account: Account | None
    _opened: dict[Path, int] = field(default_factory=dict)
    _closing: ExitStack = field(default_factory=ExitStack)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What the child must keep open."""
        return tuple(self._opened.values())

    def name(self, folder: Path) -> str:
        """What the child calls `folder`."""
        if may_use(folder, self.account):
            return str(folder)
        if folder not in self._opened:
            descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW)
            self._closing.callback(os.close, descriptor)
            self._opened[folder] = descriptor
        return f"/proc/self/fd/{self._opened[folder]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.close()
