"""The gateway: its parts, and the whole of it beside a real treatment room and message center."""
