"""Where secrets lie: each slice declares its sealed columns, so that all of them can be renewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from medianest.infra.database import changed, fetch, fetchval


class Former(msgspec.Struct, frozen=True):
    """A secret of `subject` that is sealed by another key than the newest."""

    id: UUID
    subject: str
    sealed: str


class Renewed(msgspec.Struct, frozen=True):
    """What takes the place of `former` in the row `id`."""

    id: UUID
    former: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A column of secrets, or one `field` of the JSON in it, in a table whose key is `id`.

    `by` and `only` are SQL: whose secret it is, and which rows have one.
    """

    table: str
    column: str
    bound: str
    """What a secret is bound to; a colon and its subject follow."""
    field: str = ""
    by: str = "id"
    only: str = "true"

    def row(self, subject: object) -> str:
        """What binds the secret of `subject`, for the vault."""
        return f"{self.bound}:{subject}"

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return f"{self.table}.{self.column}"

    async def samples(self) -> list[tuple[str, str]]:
        """What binds it to its row, and a secret, for each key that seals something here."""
        key = f"split_part({self._text}, '.', 1)"
        rows = await fetch(
            f"SELECT DISTINCT ON ({key}) ({self.by})::text AS subject, {self._text} AS sealed"  # noqa: S608 - a slice's own words
            f" FROM {self.table} WHERE ({self.only}) AND ({self._text}) <> ''"
        )
        return [(self.row(row["subject"]), row["sealed"]) for row in rows]

    async def count(self, newest: int) -> int:
        """How many secrets another key than `newest` seals."""
        many: int = await fetchval(
            f"SELECT count(*) FROM {self._former}",  # noqa: S608 - as above
            str(newest),
        )
        return many

    async def former(self, newest: int, *, after: UUID | None, most: int) -> list[Former]:
        """Up to `most` of them in the order of their rows, from behind the row `after`."""
        rows = await fetch(
            f"SELECT id, ({self.by})::text AS subject, {self._text} AS sealed"  # noqa: S608 - as above
            f" FROM {self._former}"
            " AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
            str(newest),
            after,
            most,
        )
        return [Former(**row) for row in rows]

    async def renew(self, secrets: Sequence[Renewed]) -> int:
        """Replace secrets in one statement; how many. One that changed meanwhile is left."""
        return await changed(
            f"UPDATE {self.table} SET {self.column} = {self._fresh}"  # noqa: S608 - as above
            " FROM unnest($1::uuid[], $2::text[], $3::text[]) AS fresh (row, former, sealed)"
            f" WHERE id = fresh.row AND {self._text} = fresh.former",
            [one.id for one in secrets],
            [one.former for one in secrets],
            [one.sealed for one in secrets],
        )

    @property
    def _text(self) -> str:
        return f"{self.column}->>'{self.field}'" if self.field else self.column

    @property
    def _fresh(self) -> str:
        if not self.field:
            return "fresh.sealed"
        return f"jsonb_set({self.column}, '{{{self.field}}}', to_jsonb(fresh.sealed))"

    @property
    def _former(self) -> str:
        sealed = f"({self._text}) <> '' AND split_part({self._text}, '.', 1) <> $1"
        return f"{self.table} WHERE ({self.only}) AND {sealed}"
