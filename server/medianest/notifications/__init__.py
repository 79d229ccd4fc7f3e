"""What people get told: in the dashboard, live, and over channels of their own choosing.

Kept free of imports: the short-lived sender process passes through here.
"""
