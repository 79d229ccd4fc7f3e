"""Live connections: `GET /events` (WebSocket) and `GET /events/stream` (server-sent events)."""
