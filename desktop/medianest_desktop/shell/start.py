"""What one start of the program does, from its wish to its exit status."""

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import structlog

from medianest_desktop import __version__
from medianest_desktop.i18n import Words
from medianest_desktop.live.face import Status
from medianest_desktop.machine.autostart import Autostart, autostart
from medianest_desktop.machine.instance import Instance, NotAnsweringError
from medianest_desktop.machine.links import register
from medianest_desktop.machine.logs import start_logging
from medianest_desktop.machine.program import desktop_folders
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings
from medianest_desktop.shell.adapters import NoToolkitError, choose
from medianest_desktop.shell.proof import prove, written
from medianest_desktop.shell.report import report
from medianest_desktop.shell.shell import Shell
from medianest_desktop.shell.signals import on_end
from medianest_desktop.store import sweep
from medianest_desktop.tray import picture

log = structlog.get_logger()

_LONGEST_QUIT = 12.0
_LAST_THREADS = 2.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    link: str = ""
    hidden: bool = False
    quit: bool = False
    diagnose: bool = False
    self_test: bool = False
    gui: str = ""
    verbose: bool = False


def run(wish: Wish) -> int:
    """Fulfil the wish; 0 when that worked, 1 when not."""
    places = Places.here()
    start_logging(places.log, verbose=wish.verbose)
    settings = UserSettings(places.config)
    words = Words.of(settings.now.language)
    if wish.diagnose:
        return _say(report(places, wish.gui), status=0)
    if wish.self_test:
        return _prove(wish.gui)
    instance = Instance(places.runtime)
    if wish.quit:
        return _quit(instance, words)
    if not instance.first():
        if _told(instance, wish):
            return _say(words.say("shell.already_running"), status=0)
        # It may have been on its way out.
        if not instance.first():
            return _say(words.say("shell.not_answering"), status=1)
    return _live(places, settings, words, instance, wish)


def _live(
    places: Places, settings: UserSettings, words: Words, instance: Instance, wish: Wish
) -> int:
    log.info("starting", version=__version__, system=sys.platform, hidden=wish.hidden)
    # Nobody else writes there from now on.
    for folder in (places.config, places.state):
        sweep(folder)
    try:
        toolkit = choose(wish.gui)
    except NoToolkitError as failure:
        log.exception("no_toolkit")
        return _say(words.say("shell.no_window_engine", reason=failure), status=1)
    icon = _icon(places.state)
    _arrange(settings, icon)
    shell = Shell(places, settings, toolkit, icon)

    def started() -> None:
        instance.listen(shell.wished)
        on_end(shell.quit)

    shell.run(hidden=wish.hidden, link=wish.link, started=started)
    # The lock stays until the process is gone: two at once would share the web engine's files.
    instance.fall_silent()
    log.info("ended")
    _leave_no_thread()
    return 0


def _arrange(settings: UserSettings, icon: Path) -> None:
    config, data = desktop_folders()
    register(data, icon)
    start_at_login(autostart(config), settings)


def start_at_login(arranged: Autostart, settings: UserSettings) -> None:
    """Do it as the settings say, now and whenever they change; whom a desktop refuses stays out."""
    if settings.now.autostart and arranged.refused():
        settings.change(autostart=False)

    def follow() -> None:
        _follow(arranged, wanted=settings.now.autostart)

    follow()
    settings.changed.listen(follow)


def _follow(arranged: Autostart, *, wanted: bool) -> None:
    try:
        # Written anew each time: the program may have moved since.
        if wanted or arranged.on():
            arranged.set(on=wanted)
    except OSError as failure:
        log.warning("autostart_not_set", wanted=wanted, reason=repr(failure))


def _told(instance: Instance, wish: Wish) -> bool:
    try:
        instance.tell(wish.link or ("" if wish.hidden else "open"))
    except NotAnsweringError as failure:
        log.warning("first_not_answering", reason=str(failure))
        return False
    return True


def _prove(gui: str) -> int:
    proof = prove(gui)
    status = 0 if proof.ok else 1
    _say(written(proof), status=0)
    # Whatever a web engine leaves running must not change what was proven.
    _leave_no_thread(status)
    return status


def _quit(instance: Instance, words: Words) -> int:
    if instance.first():
        instance.close()
        return _say(words.say("shell.not_running"), status=0)
    try:
        instance.tell("quit")
    except NotAnsweringError:
        return _say(words.say("shell.not_answering"), status=1)
    if instance.gone(_LONGEST_QUIT):
        return 0
    return _say(words.say("shell.still_running"), status=1)


def _say(sentence: str, *, status: int) -> int:
    print(sentence, file=sys.stderr if status else sys.stdout, flush=True)
    return status


def _icon(folder: Path) -> Path:
    """The client's picture as a file, which windows and alerts want."""
    windows = sys.platform == "win32"
    path = folder / ("icon.ico" if windows else "icon.png")
    picture(Status.OK, 256).save(path)
    return path


def _leave_no_thread(status: int = 0) -> None:
    """End for sure: Python would wait for a thread that hangs in the system for ever."""
    left = [
        thread
        for thread in threading.enumerate()
        if thread is not threading.main_thread() and not thread.daemon
    ]
    for thread in left:
        thread.join(_LAST_THREADS / len(left))
    stuck = [thread.name for thread in left if thread.is_alive()]
    if stuck:
        log.warning("threads_left_behind", threads=stuck)
        os._exit(status)
