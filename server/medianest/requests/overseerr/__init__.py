"""Requests in the hands of an Overseerr or Seerr: handed over, followed, taken back, imported."""
