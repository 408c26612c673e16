"""A cache that may be stopped at any time."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from pytest_django.fixtures import Settings

from participation.cache import SteadyRedisCache
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
def cache(
    redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SteadyRedisCache]:
    """Redis, running, with a memory of this process as its reserve."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "reserve"}
    settings.CACHES = {"default": memory, "reserve": memory}
    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)
    if not redis.is_running():
        redis.start()
    yield SteadyRedisCache(redis.url, {})
    caches["reserve"].clear()


def test_cache_keeps(cache: SteadyRedisCache) -> None:
    cache.set("opinion", 1)
    cache.set_many({"group": 2, "task": 3})

    assert cache.incr("opinion") == 2
    assert cache.get_many(["opinion", "group", "task"]) == {"opinion": 2, "group": 2, "task": 3}
    assert cache.add("opinion", 5) is False


def test_stopped_cache_is_replaced_by_its_reserve(cache: SteadyRedisCache, redis: Redis) -> None:
    cache.set("opinion", 1)
    redis.kill()

    assert cache.get("opinion") is None
    assert cache.add("wrong-passwords", 1) is True
    assert cache.incr("wrong-passwords") == 2
    assert caches["reserve"].get("wrong-passwords") == 2


def test_redis_is_asked_again_after_a_while(
    cache: SteadyRedisCache, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis.kill()
    cache.set("opinion", 1)
    redis.start()
    assert cache.get("opinion") == 1  # still from the reserve

    monkeypatch.setattr(SteadyRedisCache, "away_until", 0.0)

    assert cache.get("opinion") is None
