"""What the owner chose for the household: the media folder, for a start."""
