"""The clipboard of a display: `read` prints it, `hold TEXT` has it hold TEXT until ended.

Runs with the system's Python, whose GTK it uses.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402 - its version must be chosen first


def main() -> None:
    clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
    match sys.argv[1:]:
        case ["read"]:
            print(clipboard.wait_for_text() or "")
        case ["hold", text]:
            clipboard.set_text(text, -1)
            Gtk.main()


if __name__ == "__main__":
    main()
