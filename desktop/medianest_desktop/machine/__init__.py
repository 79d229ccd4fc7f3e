"""What the client arranges with the computer it runs on: one instance, autostart, links, logs."""
