"""The dashboard in the client's window speaks as the client does."""

from pathlib import Path

import msgspec
from tests.desktop_gui.sitting import sitting


def test_a_client_that_speaks_german_shows_a_german_dashboard(tmp_path: Path) -> None:
    with sitting(tmp_path) as here:
        here.client.start()
        here.pair()
        assert here.client.end() == 0
        file = here.client.home / "config" / "settings.json"
        chosen = msgspec.json.decode(file.read_bytes()) if file.exists() else {}
        file.write_bytes(msgspec.json.encode({**chosen, "language": "de"}))

        here.client.start()

        here.client.reads("Link zu einem Video")
        here.client.picture("german-dashboard")
