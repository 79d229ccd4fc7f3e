"""Rules that decide requests by themselves."""
