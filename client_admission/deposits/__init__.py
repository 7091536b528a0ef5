"""押金: take, look up, void."""
