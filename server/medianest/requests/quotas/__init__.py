"""How much people may ask for, by role or by person."""
