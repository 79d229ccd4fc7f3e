"""Keep a backup of this release for all later ones: `python -m tests.backups.add_fixture`.

Each release runs it once, before it is tagged, and commits the file that it writes.
"""

import lzma
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.appliance import Appliance
from tests.support.visited import Visited
from tests.support.waiting import until

from medianest import __version__

FIXTURES = Path(__file__).parent / "fixtures"
MEMBER = {"name": "Max", "email": "max@example.org", "password": "correct horse battery"}
CHANNEL = "json://fixture.example/secret-part"


def furnish(visited: Visited) -> None:
    """What the household of the fixture has: two people, and a secret sealed by its keys."""
    visited.set_up()
    with visited.owner() as owner:
        owner.post("/admin/users", json=MEMBER).raise_for_status()
        new = {"name": "Elsewhere", "url": CHANNEL}
        owner.post("/notifications/channels", json=new).raise_for_status()


def backup_of(visited: Visited) -> bytes:
    """A proven backup, taken home."""
    with visited.owner() as owner:
        owner.post("/admin/backups").raise_for_status()

        def good() -> str:
            items = owner.get("/admin/backups").json()["items"]
            return next((one["name"] for one in items if one["state"] == "good"), "")

        name = until(good, what="a proven backup")
        return owner.get(f"/admin/backups/{name}/file").raise_for_status().content


def main() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        appliance = Appliance(Path(folder)).start()
        try:
            furnish(appliance)
            content = backup_of(appliance)
        finally:
            appliance.stop()
    target = FIXTURES / f"medianest-{__version__}.tar.xz"
    target.write_bytes(lzma.compress(content, preset=9))
    print(f"wrote {target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
