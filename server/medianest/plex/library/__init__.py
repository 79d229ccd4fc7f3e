"""What the household's Plex servers hold: read into tables, and answered from them."""
