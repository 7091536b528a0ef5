"""Client of the treatment room's WebSocket feed (source 000), for consoles and other programs. No Qt in here.

    options = FeedOptions("ws://gateway:9527/ws/prescriptionexecution", client_id="tms-room-1")
    feed = FeedClient(options, listener, ticket=lambda: api.feed_ticket().ticket)
    feed.start()
    feed.acknowledge(1002)     # kept, and sent again until the gateway confirms it
    feed.close()

`client.FeedClient` keeps the connection, `messages` knows the wire.
"""

from shared.feed.client import FeedClient, FeedListener, FeedOptions, FeedState
from shared.feed.messages import BadMessageError, Message, MessageType

__all__ = ["BadMessageError", "FeedClient", "FeedListener", "FeedOptions", "FeedState", "Message", "MessageType"]
