"""Every statement about what the libraries hold, by what it is about."""
