"""Waking workers: dramatiq on Redis or RabbitMQ between processes, or its in-memory broker inside one.

A message carries a job's id and nothing else. Losing one costs seconds (the sweeper), repeating one costs a look into
the table. So no middleware of dramatiq is used: retries, time limits and results are the job table's business.
Redis settings are those that were measured (`heartbeat_timeout` 15 s and maintenance with every command: a killed
worker's messages come back within seconds instead of not at all).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import dramatiq
import redis
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from redis.backoff import NoBackoff
from redis.retry import Retry

QUEUE = "jobs"
RABBIT = ("amqp://", "amqps://")
_ACTOR = "run_job"
_SECONDS = 2.0  # an answer must not wait for a Redis that is away
_log = structlog.get_logger(__name__)


class Wakeups:
    """Sends and, in a worker, receives wake-ups. `run` is called with a job's id, in one of the worker's threads."""

    def __init__(self, url: str = "", run: Callable[[str], None] | None = None) -> None:
        """`url`: of Redis or RabbitMQ; without one only this process is woken."""
        is_rabbit = url.startswith(RABBIT)
        self._broker: dramatiq.Broker = StubBroker(middleware=[])
        if url:
            self._broker = rabbit().Rabbit(url) if is_rabbit else _redis_broker(url)
        queue = f"dougong.{QUEUE}" if is_rabbit else QUEUE  # where Redis has a namespace
        self._actor = dramatiq.actor(broker=self._broker, actor_name=_ACTOR, queue_name=queue)(run or _nobody)
        self._worker: dramatiq.Worker | None = None

    def wake(self, job_id: str) -> bool:
        """Tells some worker; False when the broker is away: then the sweeper will."""
        try:
            self._actor.send(job_id)
        except (redis.RedisError, dramatiq.errors.BrokerConnectionError) as error:
            _log.warning("wake_up_not_sent", job_id=job_id, error=str(error))
            return False
        return True

    def start(self, threads: int) -> None:
        """Starts the threads that receive."""
        self._worker = dramatiq.Worker(self._broker, worker_threads=threads)
        self._worker.start()

    def stop(self, seconds: float) -> None:
        """Stops receiving and waits for running jobs, but not for ever."""
        if self._worker is not None:
            self._worker.stop(timeout=int(seconds * 1000))
            self._worker = None
        self._broker.close()


def rabbit() -> Any:
    """What speaks to RabbitMQ, from an extra package."""
    try:
        return import_module("dougong.kit.rabbit")
    except ModuleNotFoundError as error:
        raise BrokerMissing from error


class BrokerMissing(Exception):
    """RabbitMQ is set, and what speaks to it is not installed."""

    zh = "DOUGONG_BROKER_URL 指向 RabbitMQ，但缺少所需的程序包：请运行 pip install 'dougong[rabbitmq]'。"

    def __init__(self) -> None:
        super().__init__("DOUGONG_BROKER_URL is RabbitMQ, and its package is missing: pip install 'dougong[rabbitmq]'.")


def _redis_broker(url: str) -> RedisBroker:
    client = redis.Redis.from_url(
        url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
    )
    return RedisBroker(  # type: ignore[no-untyped-call]  # its constructor carries no types
        client=client, middleware=[], namespace="dougong", heartbeat_timeout=15_000, maintenance_chance=1_000_000
    )


def _nobody(job_id: str) -> None:
    raise RuntimeError(f"this process runs no jobs: {job_id}")
