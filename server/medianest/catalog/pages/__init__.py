"""What people look at, put together from what is stored; TMDB is asked for what never was."""
