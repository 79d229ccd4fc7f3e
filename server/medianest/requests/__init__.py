"""What the household asks for, and what becomes of it."""
