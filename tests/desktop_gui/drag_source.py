"""A window of another program out of which one can drag the link that it is started with.

It prints `begun`, then `may drop` and `may not drop` as whatever is below the pointer says, at last
`ended`.

Runs with the system's Python, whose GTK it uses.
"""

import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402 - its version must be chosen first

TITLE = "Another program"


def say(what: str) -> None:
    print(what, flush=True)


def main(address: str) -> None:
    window = Gtk.Window(title=TITLE)
    window.set_default_size(200, 120)
    window.move(1020, 300)
    window.set_keep_above(True)
    area = Gtk.EventBox()
    area.add(Gtk.Label(label="Drag me"))
    area.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    # The address alone, and no text: as file managers and some browsers hand it over.
    area.drag_source_add_uri_targets()

    def give(_: Any, __: Any, data: Any, ___: int, ____: int) -> None:
        data.set_uris([address])

    def begun(_: Any, drag: Any) -> None:
        drag.connect(
            "action-changed", lambda _, action: say("may drop" if action else "may not drop")
        )
        say("begun")

    area.connect("drag-data-get", give)
    area.connect("drag-begin", begun)
    area.connect("drag-end", lambda *_: say("ended"))
    window.add(area)
    window.show_all()
    Gtk.main()


if __name__ == "__main__":
    main(sys.argv[1])
