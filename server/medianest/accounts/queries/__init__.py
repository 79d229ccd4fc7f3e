"""Every statement of this slice, by what it is about."""
