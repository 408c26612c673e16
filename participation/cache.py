"""A cache that may be gone: what it held is computed again."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(name: str, answer: Any) -> Callable[..., Any]:
    """The method `name` of the Redis cache, which says `answer` while Redis is away."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def forgiving(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RedisError:
            log.warning("cache_away", extra={"method": name})
            return answer(*args, **kwargs) if callable(answer) else answer

    return forgiving


class ForgivingRedisCache(RedisCache):
    """Redis as a cache; while it is stopped every question is answered as if nothing were kept."""

    add = _forgiving("add", answer=True)
    get = _forgiving("get", lambda _key, default=None, _version=None, **_: default)
    set = _forgiving("set", None)
    touch = _forgiving("touch", answer=False)
    delete = _forgiving("delete", answer=False)
    get_many = _forgiving("get_many", lambda *_args, **_kwargs: {})
    has_key = _forgiving("has_key", answer=False)
    incr = _forgiving("incr", lambda _key, delta=1, _version=None: delta)
    set_many = _forgiving("set_many", lambda data, *_args, **_kwargs: list(data))
    delete_many = _forgiving("delete_many", None)
    clear = _forgiving("clear", answer=False)
