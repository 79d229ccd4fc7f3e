"""What reaches us from Plex servers at the moment it happens, and what is passed on of it."""
