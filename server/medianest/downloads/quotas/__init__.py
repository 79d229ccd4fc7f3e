"""How much people may have fetched, and how much room it may take."""
