"""A cache whose server may be away: the database stands in for it."""

import logging
import time
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, ClassVar

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

#: How long the reserve is asked at once, after Redis did not answer.
RETRY_AFTER_SECONDS = 5.0


def _steady(name: str) -> Callable[..., Any]:
    """The method `name` of the Redis cache, or while Redis is away that of the reserve."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def steady(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyRedisCache.away_until:
            try:
                return method(self, *args, **kwargs)
            except RedisError:
                SteadyRedisCache.away_until = time.monotonic() + RETRY_AFTER_SECONDS
                log.warning("cache_away", extra={"method": name})
        return getattr(caches["reserve"], name)(*args, **kwargs)

    return steady


class SteadyClient(RedisCacheClient):
    """Speaks to the one server through one object: Django makes one for each word, 500 calls."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._speakers:
            self._speakers[write] = super().get_client(key, write=write)
        return self._speakers[write]

    @cached_property
    def _speakers(self) -> dict[bool, Any]:
        return {}


class SteadyRedisCache(RedisCache):
    """Redis; while it is away, the cache table: wrong passwords are counted all the same."""

    #: For all threads of the process: one that has waited in vain spares the others the wait.
    away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SteadyClient

    add = _steady("add")
    get = _steady("get")
    set = _steady("set")
    touch = _steady("touch")
    delete = _steady("delete")
    get_many = _steady("get_many")
    has_key = _steady("has_key")
    incr = _steady("incr")
    set_many = _steady("set_many")
    delete_many = _steady("delete_many")
    clear = _steady("clear")
