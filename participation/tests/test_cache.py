"""A cache that may be stopped at any time."""

from collections.abc import Iterator

import pytest

from participation.cache import ForgivingRedisCache
from tests.processes import NotInstalledError, Redis


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    try:
        server = Redis().start()
    except NotInstalledError as missing:
        pytest.skip(f"{missing} is not installed")
    yield server
    server.remove()


@pytest.fixture
def cache(redis: Redis) -> ForgivingRedisCache:
    if not redis.is_running():
        redis.start()
    return ForgivingRedisCache(redis.url, {})


def test_cache_keeps(cache: ForgivingRedisCache) -> None:
    cache.set("opinion", 1)
    cache.set_many({"group": 2, "task": 3})

    assert cache.incr("opinion") == 2
    assert cache.get_many(["opinion", "group", "task"]) == {"opinion": 2, "group": 2, "task": 3}
    assert cache.add("opinion", 5) is False


def test_stopped_cache_answers_as_if_it_held_nothing(
    cache: ForgivingRedisCache, redis: Redis
) -> None:
    cache.set("opinion", 1)
    redis.kill()

    assert cache.get("opinion") is None
    assert cache.get("opinion", "nothing") == "nothing"
    assert cache.get_many(["opinion"]) == {}
    assert cache.has_key("opinion") is False
    assert cache.add("opinion", 1) is True
    assert cache.incr("opinion", 3) == 3
    assert cache.set_many({"opinion": 1}) == ["opinion"]
    for nothing in (cache.set("opinion", 1), cache.delete_many(["opinion"])):
        assert nothing is None
    for refused in (cache.touch("opinion"), cache.delete("opinion"), cache.clear()):
        assert refused is False
