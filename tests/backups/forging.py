"""Backups whose dump says something else than pg_dump wrote, with every checksum right."""

from pathlib import Path

import msgspec
from tests.backups.household import Household

from medianest.backups.archive import DUMP, Writer, opened

_ROOM = 200_000
_FILLER = "x" * 300
_HARMLESS = f"COMMENT ON TABLE public.bait IS '{_FILLER}';"


async def forged(household: Household, command: str) -> Path:
    """A backup of the household that also runs `command` when it is restored."""
    await household.do("CREATE TABLE bait (line text)")
    await household.do(_HARMLESS)
    return _rewritten(await household.backup(), command)


def _rewritten(path: Path, command: str) -> Path:
    with opened(path) as reader:
        manifest = reader.manifest
        contents = {one.name: b"".join(content) for one, content in reader.members()}
    # The list of what there is to do stands in a dump as it is, each with its length.
    said = f"{command};".encode().ljust(len(_HARMLESS))
    assert contents[DUMP].count(_HARMLESS.encode()) == 1
    assert len(said) == len(_HARMLESS)
    contents[DUMP] = contents[DUMP].replace(_HARMLESS.encode(), said)
    target = path.with_name("forged.tar")
    with target.open("wb") as file:
        writer = Writer(file, _ROOM)
        for name, content in contents.items():
            writer.add(name, content)
        writer.finish(msgspec.structs.replace(manifest, members=writer.members))
    return target
