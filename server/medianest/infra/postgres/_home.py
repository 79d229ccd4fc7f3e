"""The folder `<data_dir>/postgres`: who owns it, what lies in it, who holds it."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from medianest.infra.supervisor import Account, OwnerMustActError, account_for, give, socket_folder
from medianest.kit import lock
from medianest.kit.paths import atomic_write

# Makes databases and users, and nothing else is done as it.
RULER = "medianest"
# Owns the database and may do nothing outside of it, whatever a restored function tries.
USER = "household"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder and the account that Postgres runs as (None: whoever we are)."""

    folder: Path
    account: Account | None

    @property
    def settings_file(self) -> Path:
        """What Postgres is told; written anew at each start."""
        return self.folder / "postgresql.conf"

    @property
    def access_file(self) -> Path:
        """Who may connect; written anew at each start."""
        return self.folder / "pg_hba.conf"

    def cluster(self, major: int) -> Path:
        """Where the data of that release are."""
        return self.folder / str(major)

    def present_major(self) -> int | None:
        """The release of the newest data, or None when there are none yet."""
        return max(
            (
                int(path.parent.name)
                for path in self.folder.glob("[0-9]*/PG_VERSION")
                if path.parent.name.isdecimal()
            ),
            default=None,
        )

    def give(self, path: Path) -> None:
        """Make `path` the account's own."""
        give(path, self.account)

    def new_folder(self, path: Path) -> Path:
        """Make an empty private folder for the account, or take the one that is there."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.give(path)
        return path

    def password(self) -> str:
        """The password of both users, made at the first start."""
        file = self.folder / "password"
        try:
            return file.read_text().strip()
        except FileNotFoundError:
            atomic_write(file, secrets.token_urlsafe(24))
        return file.read_text().strip()

    def socket_folder(self) -> Path:
        """Where Postgres listens."""
        return socket_folder(self.folder, self.account)

    def dsn(self, database: str) -> str:
        """How to connect to `database` of the server that listens there."""
        return self._dsn(USER, database)

    def ruling_dsn(self, database: str) -> str:
        """The same as the one who may do everything."""
        return self._dsn(RULER, database)

    def _dsn(self, user: str, database: str) -> str:
        where = quote(str(self.socket_folder()), safe="")
        return f"postgresql://{user}:{self.password()}@/{database}?host={where}&port=5432"


@contextmanager
def held(data_dir: Path) -> Iterator[Home]:
    """Hold `<data_dir>/postgres` as the only one, making it if need be."""
    folder = data_dir.absolute() / "postgres"
    taken = OwnerMustActError(
        f"Another MediaNest already uses {data_dir}. Stop it first, or give this one another "
        "data_dir."
    )
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(lock.held(folder / _LOCK, otherwise=taken))
        except OSError as failure:
            message = f"{folder} cannot be used: {failure.strerror}. Check who owns it."
            raise OwnerMustActError(message) from failure
        # Passable, so that the account reaches its own folders within, which nobody else may.
        folder.chmod(0o711)
        yield Home(folder, _account(folder))


def home_in_use(data_dir: Path) -> Home | None:
    """The home of `data_dir` if some process holds it just now."""
    folder = data_dir.absolute() / "postgres"
    return Home(folder, _account(folder)) if lock.is_held(folder / _LOCK) else None


def _account(folder: Path) -> Account | None:
    clusters = [marker.parent for marker in folder.glob("[0-9]*/PG_VERSION")]
    return account_for(clusters[0] if clusters else folder, preferred=("medianest", "postgres"))
