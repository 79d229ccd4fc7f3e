"""A desktop of its own: display, session bus, window manager, tray host, alerts, keyring."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.desktop_gui.alerts import Alerts, chooser
from tests.desktop_gui.programs import Programs, output, until
from tests.desktop_gui.screen import Screen

Tray = Literal["trayer", "panel", "none"]
Daemon = Literal["dunst", "notifyd", "none"]

KEYRING_PASSWORD = "keyring of the test"
SIZE = "1280x800x24"
_SERVICES = Path("/usr/share/dbus-1/services")
_LIBRARIES = Path("/usr/lib")
# Nothing is started by asking for it but what a test wants: a daemon that was never chosen would
# be, for its package brings a service file.
_BUS = """<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<servicedir>{services}</servicedir><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=0;x=1150;y=14"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="28"/>
      <property name="length" type="uint" value="20"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="known-legacy-items" type="array"/>
    </property>
  </property>
</channel>
"""
_DUNST = """[global]
    width = 360
    origin = top-right
    offset = 20x60
    timeout = 0
    idle_threshold = 0
    show_indicators = yes
    font = DejaVu Sans 10
    dmenu = {chooser}
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
"""
# By time alone an alert would vanish before it is looked at.
_NOTIFYD = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-notifyd" version="1.0">
  <property name="expire-timeout" type="int" value="-1"/>
  <property name="expire-timeout-enabled" type="bool" value="false"/>
  <property name="notify-location" type="uint" value="2"/>
  <property name="initial-opacity" type="double" value="1.0"/>
  <property name="do-fadeout" type="bool" value="false"/>
</channel>
"""


@dataclass(frozen=True)
class Desktop:
    """What a person sits before; `env` is what every program on it is started with."""

    folder: Path
    env: dict[str, str]
    programs: Programs
    screen: Screen
    alerts: Alerts
    tray: Tray
    daemon: Daemon

    def secret(self, service: str) -> str:
        """What the keyring keeps for this service; empty if it keeps nothing."""
        return output(["secret-tool", "lookup", "service", service], self.env)


@contextmanager
def desktop(
    folder: Path, *, tray: Tray = "trayer", daemon: Daemon = "dunst", keyring: bool = True
) -> Iterator[Desktop]:
    """A desktop that is gone afterwards, with everything that was started on it."""
    folder.mkdir(parents=True, exist_ok=True)
    programs = Programs(folder)
    try:
        env = _environment(folder)
        env["DISPLAY"] = _display(programs, env)
        # What the bus starts by itself inherits its display, so it comes second.
        env["DBUS_SESSION_BUS_ADDRESS"] = _bus(programs, env)
        screen = Screen(env, folder)
        programs.start("openbox", ["openbox", "--sm-disable"], env)
        until(lambda: "openbox" in output(["wmctrl", "-m"], env).lower(), what="openbox manages")
        _tray(tray, programs, screen)
        _daemon(daemon, programs, screen)
        if keyring:
            _keyring(programs, env)
        alerts = Alerts(screen, programs)
        alerts.watch()
        yield Desktop(folder, env, programs, screen, alerts, tray, daemon)
    finally:
        programs.end_all()


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    runtime = folder / "run"
    for made in (home, runtime):
        made.mkdir(exist_ok=True)
        made.chmod(0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CURRENT_DESKTOP": "XFCE",
        "NO_AT_BRIDGE": "1",
        "GTK_USE_PORTAL": "0",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        # Tests run as root, too, where Chromium's own sandbox refuses to start.
        **({"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}),
    }


def _display(programs: Programs, env: dict[str, str]) -> str:
    """A display whose number the server itself found to be free."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-noreset", "-nolisten", "tcp"]
    programs.start("xvfb", words, env, passes=[write])
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, programs.said("xvfb")
    return f":{number}"


def _bus(programs: Programs, env: dict[str, str]) -> str:
    services, config = programs.folder / "services", programs.folder / "bus.conf"
    services.mkdir(exist_ok=True)
    for name in ("org.xfce.Xfconf", "ca.desrt.dconf", "org.gnome.keyring.SystemPrompter"):
        if (_SERVICES / f"{name}.service").exists():
            shutil.copy(_SERVICES / f"{name}.service", services)
    config.write_text(_BUS.format(folder=env["XDG_RUNTIME_DIR"], services=services))
    words = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    programs.start("bus", words, env)
    return until(lambda: programs.said("bus").partition("\n")[0], what="a session bus")


def _tray(kind: Tray, programs: Programs, screen: Screen) -> None:
    if kind == "trayer":
        _trayer(programs, screen)
    if kind == "panel":
        _settings(screen.env, "xfce4-panel", _PANEL)
        programs.start("panel", ["xfce4-panel", "--disable-wm-check"], screen.env)
        until(screen.has_sni_host, what="a panel that shows icons")


def _trayer(programs: Programs, screen: Screen) -> None:
    place = ["--edge", "top", "--align", "right", "--widthtype", "request"]
    programs.start("trayer", ["trayer", *place, "--height", "28"], screen.env)
    # Its window is no sign of it: now and then that comes with the first icon.
    until(screen.has_xembed_tray, what="a tray of icons")


def _daemon(kind: Daemon, programs: Programs, screen: Screen) -> None:
    if kind == "none":
        return
    if kind == "dunst":
        config = programs.folder / "dunstrc"
        config.write_text(_DUNST.format(chooser=chooser(programs.folder)))
        programs.start("alerts", ["dunst", "-config", config], screen.env)
    else:
        _settings(screen.env, "xfce4-notifyd", _NOTIFYD)
        found = sorted(_LIBRARIES.glob("*/xfce4/notifyd/xfce4-notifyd"))
        programs.start("alerts", [*found[:1]] or ["xfce4-notifyd"], screen.env)
    until(lambda: screen.owns("org.freedesktop.Notifications"), what="somebody to show alerts")


def _keyring(programs: Programs, env: dict[str, str]) -> None:
    words = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    programs.start("keyring", words, env, given=KEYRING_PASSWORD.encode())
    screen = Screen(env, programs.folder)
    until(lambda: screen.owns("org.freedesktop.secrets"), what="a keyring")


def _settings(env: Mapping[str, str], channel: str, text: str) -> None:
    folder = Path(env["HOME"], ".config/xfce4/xfconf/xfce-perchannel-xml")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{channel}.xml").write_text(text)
