"""The gateway: the one door for REST and WebSocket. It stores nothing: it calls contracts and follows the message center."""
