"""Remote calls by value over RPyC: one bytes envelope, typed on both ends by a contract."""

from shared.rpc.client import Client, remote_calls_forbidden
from shared.rpc.wire import Address, TlsTrust, parse_addresses

__all__ = ["Address", "Client", "TlsTrust", "parse_addresses", "remote_calls_forbidden"]
