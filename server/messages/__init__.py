"""消息中心: the ordered, durable log that departments append to and read from."""
