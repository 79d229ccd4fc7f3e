"""Titles that nobody watches, proposed to the owner for removal."""
