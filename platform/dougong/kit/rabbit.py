"""RabbitMQ as the broker (`DOUGONG_BROKER_URL=amqp://…`), for who has one already: package `dougong[rabbitmq]`.

As with Redis a message only wakes: it carries a job's id, and what is lost is found by the sweeper. So nothing waits
for confirmations, nothing is delayed or ranked in the broker (times and retries are the job table's), and a message
that comes twice costs a look. One connection for all threads of a process that send: dramatiq's own broker would
open one for each.
"""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import dramatiq
import pika
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from pika.exceptions import AMQPError

_SECONDS = 2.0
"""An answer must not wait for a RabbitMQ that is away."""
_REST_SECONDS = 2.0
"""Who found it away doesn't try again for so long."""
_HEARTBEAT_SECONDS = 30
_ATTEMPTS = 2
"""A connection that rested was perhaps given up by the server: the second attempt has a new one."""


class Rabbit(RabbitmqBroker):
    """A broker whose senders share one connection. Consumers have their own, as dramatiq makes them."""

    def __init__(self, url: str) -> None:
        super().__init__(url=url, middleware=[])
        patience: dict[str, float] = {"heartbeat": _HEARTBEAT_SECONDS, "connection_attempts": 1}
        patience |= dict.fromkeys(("socket_timeout", "stack_timeout", "blocked_connection_timeout"), _SECONDS)
        for server in self.parameters if isinstance(self.parameters, list) else [self.parameters]:
            for name, value in patience.items():
                setattr(server, name, value)
        self.state = SimpleNamespace()  # type: ignore[assignment]  # in the place of one for each thread
        self._lock = threading.RLock()
        self._away_until = 0.0

    def enqueue(self, message: dramatiq.Message[Any], *, delay: int | None = None) -> dramatiq.Message[Any]:
        """Sends at once or raises `dramatiq.errors.ConnectionClosed`. There is no `delay`: due jobs are woken when they
        are due."""
        with self._lock:
            for attempt in range(_ATTEMPTS):
                if time.monotonic() < self._away_until:
                    break
                try:
                    self.declare_queue(message.queue_name, ensure=True)
                    lasting = pika.BasicProperties(delivery_mode=2)
                    self.channel.basic_publish("", message.queue_name, message.encode(), lasting)
                    return message
                except (AMQPError, OSError, dramatiq.errors.BrokerConnectionError):
                    self._forget()
                    if attempt + 1 == _ATTEMPTS:
                        self._away_until = time.monotonic() + _REST_SECONDS
        raise dramatiq.errors.ConnectionClosed("RabbitMQ is away")  # type: ignore[no-untyped-call]  # carries no types

    def declare_queue(self, queue_name: str, *, ensure: bool = False) -> None:
        """Consumers declare from their own threads, on the connection that all share."""
        with self._lock:
            super().declare_queue(queue_name, ensure=ensure)

    def _forget(self) -> None:
        try:
            del self.connection
        except (AMQPError, OSError, KeyError):
            self.state = SimpleNamespace()  # type: ignore[assignment]  # in the place of one for each thread


def version(url: str) -> str:
    """Of the server behind the address."""
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = parameters.stack_timeout = 3.0
    connection = pika.BlockingConnection(parameters)
    try:
        found: bytes | str = connection._impl.server_properties["version"]
    finally:
        connection.close()
    return found.decode() if isinstance(found, bytes) else found
