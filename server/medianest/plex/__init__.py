"""The Plex server beside us: its libraries, and how a file gets into one of them."""
