"""MediaNest: the server of the home appliance beside Plex."""

import os

__version__ = "0.1.0"
IMAGE = "medianest/medianest"
"""Where the container image is published, without a tag."""

# Piccolo finds its engine by this name; set here so that every entry point agrees.
os.environ.setdefault("PICCOLO_CONF", "medianest.piccolo_conf")
