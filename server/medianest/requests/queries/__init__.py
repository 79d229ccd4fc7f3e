"""Every statement: `asking` makes requests, `moving` moves them, `reading` shows them."""
