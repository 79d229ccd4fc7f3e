"""Serves the dashboard, and plain pages that work without it."""
