"""Remote calls by value over RPyC: one bytes envelope, typed on both ends by a contract."""

from shared.rpc.client import Client, bound, proxy, remote_calls_forbidden
from shared.rpc.wire import Address, TlsTrust, parse_addresses

__all__ = ["Address", "Client", "TlsTrust", "bound", "parse_addresses", "proxy", "remote_calls_forbidden"]
