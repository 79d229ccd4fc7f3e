"""Backups: one file each, proven by a restore; and the way back from them. See the README."""
