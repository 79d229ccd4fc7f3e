"""The folders in which the client keeps what is its own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from platformdirs import PlatformDirs

HOME = "MEDIANEST_DESKTOP_HOME"
"""The environment variable that puts every folder below one of its own."""

_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Places:
    """One folder per purpose; each exists, and only its owner may look inside.

    `config` is worth a backup, `state` survives restarts, `web` is what the window's engine keeps,
    `logs` holds the log files, `runtime` is for sockets and locks of this session, and
    `downloads` is the person's own folder, which is left as it is.
    """

    config: Path
    state: Path
    web: Path
    logs: Path
    runtime: Path
    downloads: Path

    @property
    def log(self) -> Path:
        """The file that is written to now; older ones lie beside it."""
        return self.logs / "medianest-desktop.log"

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Where this system keeps such things, or everything below `$MEDIANEST_DESKTOP_HOME`."""
        home = environment.get(HOME, "")
        return cls.below(Path(home)) if home else cls._of_the_system()

    @classmethod
    def below(cls, home: Path) -> Self:
        """Every folder below `home`."""
        home = home.expanduser().absolute()
        return cls(
            config=_private(home / "config"),
            state=_private(home / "state"),
            web=_private(home / "web"),
            logs=_private(home / "logs"),
            runtime=_private(home / "run"),
            downloads=home / "downloads",
        )

    @classmethod
    def _of_the_system(cls) -> Self:
        dirs = PlatformDirs("medianest-desktop", appauthor=False)
        return cls(
            config=_private(dirs.user_config_path),
            state=_private(dirs.user_state_path),
            web=_private(dirs.user_data_path / "web"),
            logs=_private(dirs.user_log_path),
            runtime=_runtime(dirs),
            downloads=dirs.user_downloads_path,
        )


def _runtime(dirs: PlatformDirs) -> Path:
    # Outside a login session there is no /run/user/<id>, and none may be made.
    try:
        return _private(dirs.user_runtime_path)
    except OSError:
        return _private(dirs.user_cache_path / "run")


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    # The mode of mkdir is narrowed by the umask, and an older folder keeps its own.
    folder.chmod(_PRIVATE)
    return folder
