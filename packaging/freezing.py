"""What PyInstaller must know of the client on every system; the three specs begin with it."""

import os
from pathlib import Path

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

SOURCE = Path(os.environ["MEDIANEST_SOURCE"])
VERSION = os.environ["MEDIANEST_VERSION"]
WORK = Path(os.environ["MEDIANEST_WORK"])
ENTRY = str(SOURCE / "medianest_desktop/__main__.py")

# What nothing imports by name: entry points, and modules that Cython wrote.
IMPORTED_BY_STRING = [
    *collect_submodules("zeroconf"),
    *collect_submodules("medianest_desktop", filter=lambda name: "._" not in name),
]
DATA = [
    *collect_data_files("medianest_desktop"),
    *collect_data_files("desktop_notifier"),
    *copy_metadata("keyring"),
    *copy_metadata("desktop-notifier"),
]
UNUSED = ["tkinter", "unittest", "pydoc", "test", "IPython", "numpy"]
