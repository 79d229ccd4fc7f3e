"""What every part may use: no product, no framework, no network."""
