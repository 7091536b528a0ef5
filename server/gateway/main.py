"""The gateway's server: uvicorn on a thread and a loop of its own, the follower on another."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Mapping
from typing import Any

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server.gateway import answers
from server.gateway.door import Door
from server.gateway.facade import Facade
from server.gateway.feed.endpoint import Feed
from server.gateway.feed.follower import Follower
from server.gateway.feed.hub import Notice
from server.gateway.feed.socket import FeedSocket
from server.gateway.limits import Allowances
from server.gateway.link import Accounts, Link
from server.gateway.observation import GatewayMetrics, Reachability
from server.gateway.punctual import punctual
from server.gateway.settings import GatewaySettings, gateway_settings
from server.gateway.tms.facade import FACADE as TMS
from server.gateway.web import application
from server.kernel.declaration import Stateless
from server.kernel.message_center.link import EmbeddedLink
from server.kernel.neighbours import Neighbours
from server.kernel.observation import log
from server.kernel.sessions import make_secret
from server.kernel.settings import Settings
from server.kernel.threads import Failed, Threads, only_log
from shared import clock
from shared.rpc import TlsTrust

FACADES = (TMS,)
"""The departments that other systems see; the first one opens everybody's sessions."""
_BACKLOG = 4096
_START_S = 20.0
_END_S = 10.0
_RPC_S = 5.0


class GatewayServer:
    """One running gateway; several may run side by side, since none of them stores anything."""

    def __init__(
        self, settings: Settings, sections: Mapping[str, Mapping[str, Any]], facades: tuple[Facade, ...] = FACADES
    ) -> None:
        self.settings = settings
        self.gateway: GatewaySettings = gateway_settings(sections.get("gateway", {}))
        make_secret(settings.secret_file)
        if settings.demo:
            clock.use_control_file(settings.clock_file)
        self.metrics = GatewayMetrics()
        self._neighbours = Neighbours(settings, _RPC_S)
        trust = TlsTrust(settings.tls.ca) if settings.tls else None
        self._center = EmbeddedLink("gateway", settings.neighbours["messages"], settings.secret_file, trust)
        self.doors = self._doors(facades)
        self.feeds: tuple[Feed[Any], ...] = tuple(each.feed(door) for each, door in zip(facades, self.doors, strict=True))
        self._by_path = {feed.path: feed for feed in self.feeds}
        routers = [each.routes(door, feed) for each, door, feed in zip(facades, self.doors, self.feeds, strict=True)]
        center = Reachability("messages", self.metrics)
        self._web = application(self.doors, self.feeds, routers, [body for each in facades for body in each.bodies], center)
        group = f"gateway@{settings.host}:{settings.port}"
        self._follower = Follower(self._center, self.feeds, group, clock.now(), center, self._tell)
        self._uvicorn = uvicorn.Server(self._config())
        self._stopping = threading.Event()
        self._listening = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asking: dict[Feed[Any], asyncio.Task[None]] = {}
        self._threads: Threads | None = None

    def _doors(self, facades: tuple[Facade, ...]) -> tuple[Door[Any], ...]:
        links = [
            Link(
                each.contract,
                self._neighbours,
                self.gateway.rpc_threads,
                Reachability(each.contract.department, self.metrics),
                each.away,
            )
            for each in facades
        ]
        accounts, asked = Accounts(links[0]), Allowances(self.gateway.requests_per_minute)
        statuses = dict(answers.STATUSES)
        for each in facades:
            statuses |= each.statuses
        return tuple(Door(self.gateway, link, accounts, asked, self.metrics, statuses) for link in links)

    # -- life

    def start(self, failed: Failed = only_log) -> None:
        """Listen; the neighbours may come later."""
        self._threads = Threads(self._stopping, failed)
        listener = _bind(self.settings.host, self.settings.port)
        if self.settings.metrics_port:
            self.metrics.serve(self.settings.host, self.settings.metrics_port)
        self._threads.run("gateway", lambda: asyncio.run(self._serve(listener)))
        if not self._listening.wait(_START_S):
            raise RuntimeError("the gateway did not start; the log says why")
        self._threads.run("gateway-follower", lambda: self._follower.run(self._stopping))
        log.info("listening", extra={"fields": {"department": "gateway", "port": self.settings.port}})

    def stop(self) -> None:
        """Tell every client that the service restarts (1012), and end."""
        self._stopping.set()
        self._center.close()
        self._uvicorn.should_exit = True
        if self._threads is not None:
            self._threads.join(_END_S)
        for door in self.doors:
            door.link.close()
        self._neighbours.close()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Where the feeds and their clients live, while the gateway runs."""
        assert self._loop is not None
        return self._loop

    # -- on the loop

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI: a feed, or HTTP."""
        if scope["type"] == "http":
            await self._web(scope, receive, send)
        elif scope["path"] in self._by_path:
            await self._by_path[scope["path"]](scope, receive, send)
        else:
            await receive()
            await answers.refuse_upgrade(send, 404, answers.error_body("Not Found", "http.404"))

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        keeping = self._loop.create_task(self._keep_house())
        serving = self._loop.create_task(self._uvicorn.serve([listener]))
        while not self._uvicorn.started and not serving.done():
            await asyncio.sleep(0.01)
        self._listening.set()
        await serving
        keeping.cancel()
        for feed in self.feeds:
            await feed.catching_up.store_positions()
        self._loop = None

    async def _keep_house(self) -> None:
        second = 0
        while True:
            await asyncio.sleep(1)
            second += 1
            for feed in self.feeds:
                try:
                    await self._keep_house_once(feed, second)
                except Exception:  # noqa: BLE001 — one round that fails must not be the last, nor the other feeds'
                    log.error("background task failed, goes on", extra={"fields": {"task": "house"}}, exc_info=True)

    async def _keep_house_once(self, feed: Feed[Any], second: int) -> None:
        if second % 60 == 0:
            # Beside this loop: thousands of accounts to ask about must not hold positions up.
            self._asking[feed] = asyncio.get_running_loop().create_task(feed.ask_again())
            self._asking[feed].add_done_callback(_note_failure)
        if second % 10 == 0:
            feed.watch.look()
        feed.hub.measure_queues()
        await feed.catching_up.store_positions()

    def _tell(self, feed: Feed[Any], notice: Notice | None, number: int) -> None:
        """On the follower's thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(feed.hub.hear, notice, number)

    def _config(self) -> uvicorn.Config:
        # uvicorn's own lines name addresses with their query, which may hold a ticket: warnings only, in our format.
        library = logging.getLogger("uvicorn")
        library.handlers[:] = log.handlers
        library.propagate = False
        tls = self.settings.tls
        proxies = list(self.gateway.trusted_proxies)
        # Without any there is nothing to look for in every request.
        entry = ProxyHeadersMiddleware(self, proxies) if proxies else self
        return uvicorn.Config(
            entry,
            http=punctual(self.gateway.request_s),
            ws=FeedSocket,
            loop="asyncio",
            lifespan="off",
            ws_max_size=self.gateway.max_message_bytes,
            ws_ping_interval=self.gateway.ping_s,
            ws_ping_timeout=self.gateway.ping_s,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=_BACKLOG,
            timeout_graceful_shutdown=5,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )


DECLARED = Stateless("gateway", 9527, tuple(each.contract for each in FACADES), GatewayServer)


def _note_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("background task failed", exc_info=task.exception())


def _bind(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio switches Nagle's delay (40 ms an answer) off only where it reads TCP there.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener
