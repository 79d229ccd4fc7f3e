"""Every statement about notifications, channels and deliveries; the only readers of the tables."""
