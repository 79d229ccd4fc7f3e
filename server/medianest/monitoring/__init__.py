"""The neighbours we talk to, whether they are up, and what went wrong here."""
