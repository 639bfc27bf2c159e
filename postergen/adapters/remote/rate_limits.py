"""Count tries in a moving window, in this process or in Redis; callers are keyed hashes that nobody can undo."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from limits import RateLimitItemPerSecond
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from postergen.domain.rate_limits import RateLimit, RateLimiter
from postergen.errors import Finding, InvalidSettings, Unavailable

MEMORY = "memory"
PREFIX = "postergen"
PART = "the store of the rate limits"
SALT_LIVES = 86_400  # seconds
SALT_READ_EVERY = 60  # seconds
RESTED = 5.0  # seconds during which a store that failed is not asked again
PATIENCE = 0.25  # seconds that a request waits for Redis
LOOKING = 3.0  # the same of whoever wants to know how it is
REMEDY = "memory, or redis://host:6379/0 with pip install 'postergen[redis]'"


def open_limiter(store: str) -> RateLimiter:
    """A limiter that counts in this process (``memory``) or in Redis (``redis://...``).

    Raises:
        InvalidSettings: the address cannot be understood, or the package is missing.
    """
    if store == MEMORY:
        salt = secrets.token_bytes(32)
        return WindowLimiter(NewestTries(), lambda: salt)
    try:
        # no second try: a request would rather go through uncounted than wait
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": _no_retry()}
        pool = import_module("redis").ConnectionPool.from_url(store, **options)
        storage = RedisStorage(store, connection_pool=pool, key_prefix=PREFIX, wrap_exceptions=True)
    except (ConfigurationError, ModuleNotFoundError, ValueError) as exc:
        raise InvalidSettings([Finding("POSTERGEN_RATE_LIMIT_STORE", str(exc), REMEDY)]) from exc
    return WindowLimiter(storage, SharedSalt(import_module("redis").Redis(connection_pool=pool)))


def look_at_store(store: str) -> tuple[str, float, float]:
    """The version of the Redis under this address, by how many seconds its clock is ahead of ours, and how far that may
    be off. Nothing is counted.

    Raises:
        InvalidSettings: as `open_limiter`.
        Unavailable: it does not answer.
    """
    try:
        redis = import_module("redis")
        client = redis.Redis.from_url(store, socket_timeout=LOOKING, socket_connect_timeout=LOOKING, retry=_no_retry())
    except (ModuleNotFoundError, ValueError) as exc:
        raise InvalidSettings([Finding("POSTERGEN_RATE_LIMIT_STORE", str(exc), REMEDY)]) from exc
    try:
        with client:
            version = str(client.info("server")["redis_version"])
            asked = time.time()
            seconds, microseconds = client.time()
            took = time.time() - asked
    except redis.RedisError as exc:
        raise Unavailable(PART, str(exc)) from exc
    return version, seconds + microseconds / 1e6 - asked - took / 2, took / 2


def _no_retry() -> Any:
    return import_module("redis.retry").Retry(import_module("redis.backoff").NoBackoff(), 0)


class NewestTries(MemoryStorage):
    """Tells of the newest tries only when asked for so many of them, as `RedisStorage` does."""

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest of the newest ``limit`` tries was made (seconds since 1970), and their number."""
        now = time.time()
        tries = [one.atime for one in self.events.get(key, [])[:limit] if one.atime >= now - expiry]
        return (tries[-1], len(tries)) if tries else (now, 0)


class WindowLimiter:
    """`RateLimiter` over a store of the library `limits`. Safe to share between threads."""

    def __init__(
        self,
        storage: NewestTries | RedisStorage,
        salt: Callable[[], bytes],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage, self._window = storage, MovingWindowRateLimiter(storage)
        self._salt, self._monotonic = salt, monotonic
        self._rests_until = float("-inf")

    def hit(self, name: str, limit: RateLimit, caller: str, cost: int = 1) -> float:
        item = RateLimitItemPerSecond(limit.count, limit.seconds)
        with self._asking():
            key, cost = _hashed(self._salt(), name, caller), min(cost, limit.count)  # one alone always goes
            if self._window.hit(item, name, key, cost=cost):
                return 0.0
            # what costs much has to wait until more than the oldest try is over
            most = limit.count - cost + 1
            since, _ = self._storage.get_moving_window(item.key_for(name, key), most, limit.seconds)
            return max(1.0, since + limit.seconds - time.time())  # the library's clock is that of the wall

    def is_full(self, name: str, limit: RateLimit, caller: str) -> bool:
        with self._asking():
            key = _hashed(self._salt(), name, caller)
            return not self._window.test(RateLimitItemPerSecond(limit.count, limit.seconds), name, key)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """A store that failed is not asked again for a moment."""
        if self._monotonic() < self._rests_until:
            raise Unavailable(PART, "it failed a moment ago")
        try:
            yield
        except StorageError as exc:
            self._rests_until = self._monotonic() + RESTED
            raise Unavailable(PART, type(exc.storage_error).__name__) from exc


class SharedSalt:
    """A random salt that all servers share for a day: without it nobody can tell whose hash is whose."""

    def __init__(self, redis: Any, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis, self._monotonic = redis, monotonic
        self._known: tuple[bytes, float] | None = None

    def __call__(self) -> bytes:
        if self._known is None or self._monotonic() - self._known[1] > SALT_READ_EVERY:
            try:
                self._known = (self._read(), self._monotonic())
            except import_module("redis").RedisError as exc:
                raise StorageError(exc) from exc
        return self._known[0]

    def _read(self) -> bytes:
        name = f"{PREFIX}:salt"
        fresh = secrets.token_hex(32).encode()
        self._redis.set(name, fresh, nx=True, ex=SALT_LIVES)
        return bytes(self._redis.get(name) or fresh)


def _hashed(salt: bytes, name: str, caller: str) -> str:
    return hmac.digest(salt, f"{name} {caller}".encode(), hashlib.sha256).hex()[:32]
