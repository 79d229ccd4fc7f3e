"""What can be said here of the packages for other systems."""

import plistlib
import subprocess
import sys
from pathlib import Path

import pytest
from tests.packaging.conftest import ROOT

PACKAGING = ROOT / "packaging"
SPECS = ["linux/appimage.spec", "windows/client.spec", "macos/client.spec"]
COMPILE = """
import sys
from pathlib import Path
import bundle, icons
work = Path(sys.argv[1])
icons.for_windows(work / "medianest.ico")
print(bundle.installer(work / "frozen", work, work))
"""


def test_the_installer_for_windows_compiles(tmp_path: Path) -> None:
    frozen = tmp_path / "frozen/_internal"
    frozen.mkdir(parents=True)
    (frozen / "base_library.zip").write_bytes(b"library")
    (frozen.parent / "MediaNest.exe").write_bytes(b"program")
    command = [sys.executable, "-c", COMPILE, str(tmp_path)]

    subprocess.run(command, cwd=PACKAGING, env={"PYTHONPATH": ".", "PATH": "/usr/bin"}, check=True)

    (setup,) = tmp_path.glob("MediaNest-Desktop-*-setup.exe")
    assert setup.read_bytes()[:2] == b"MZ"


@pytest.mark.parametrize("spec", SPECS)
def test_the_specs_are_python(spec: str) -> None:
    compile((PACKAGING / spec).read_text(), spec, "exec")


def test_macos_lets_the_client_into_the_home_network() -> None:
    said = plistlib.loads((PACKAGING / "macos/Info.plist").read_bytes())

    assert said["NSBonjourServices"] == ["_medianest._tcp"]
    assert said["NSLocalNetworkUsageDescription"]
    assert said["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["medianest"]


def test_macos_asks_for_the_home_network_in_german_too() -> None:
    english = plistlib.loads((PACKAGING / "macos/Info.plist").read_bytes())
    german = (PACKAGING / "macos/de.lproj/InfoPlist.strings").read_text("utf-8")

    assert "de" in english["CFBundleLocalizations"]
    assert german.startswith('NSLocalNetworkUsageDescription = "')
    assert german.endswith('";\n')


def test_windows_takes_shortcut_window_and_alerts_for_one_program() -> None:
    client = ROOT / "desktop/medianest_desktop"
    installer = (PACKAGING / "windows/installer.nsi").read_text("utf-8")
    window = (client / "window/_winforms.py").read_text("utf-8")
    alerts = (client / "notifier/notifier.py").read_text("utf-8")

    assert '!define USER_MODEL_ID "MediaNest"' in installer
    assert '_APPLICATION = "MediaNest"' in window
    assert 'DesktopNotifier("MediaNest"' in alerts


def test_the_entitlements_keep_the_hardened_runtime() -> None:
    said = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())

    assert "com.apple.security.get-task-allow" not in said


@pytest.mark.parametrize("part", ["windows", "macos"])
def test_what_cannot_be_built_here_says_so(part: str, tmp_path: Path) -> None:
    command = [sys.executable, str(PACKAGING / "build.py"), part, "--out", str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "can only be built on" in done.stderr
