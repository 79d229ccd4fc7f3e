"""What a person sees first: what is new, running and broken, gathered from the other slices."""
