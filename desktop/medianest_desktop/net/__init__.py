"""Finds the appliance, trusts it, and stays in touch with it."""
