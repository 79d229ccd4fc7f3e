"""What is being fetched: links become videos in Plex. See the README.

Kept free of imports: the short-lived fetching process passes through here.
"""
