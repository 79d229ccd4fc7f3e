"""Trakt: each person's own link to it, their watchlist and what they have seen."""
