"""消息中心: the embedded event log other departments append to and read from."""
