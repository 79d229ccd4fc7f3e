"""What there is to watch in the world: films, shows, people, and lists of them."""
