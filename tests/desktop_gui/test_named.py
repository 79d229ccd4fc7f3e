"""A panel finds the client's picture and name by what the window says of itself."""

from pathlib import Path

import pytest
from tests.desktop_gui.client import Client, Engine
from tests.desktop_gui.desktop import desktop
from tests.desktop_gui.programs import output

APPLICATION = "org.medianest.Desktop"


@pytest.mark.parametrize("engine", ["gtk", "qt"])
def test_the_window_bears_the_name_of_its_desktop_file(tmp_path: Path, engine: Engine) -> None:
    with desktop(tmp_path, keyring=False) as there:
        client = Client(there, engine)
        client.start()

        said = output(["xprop", "-id", client.window().id, "WM_CLASS"], there.env)

        assert f'"{APPLICATION}"' in said
