"""The caches hold data: what somebody else puts there is read, and never run."""

from __future__ import annotations

import pickle

import pytest
from django.core.cache.backends.redis import RedisCache

from config.caching import JSONFileCache, JSONSerializer
from config.settings import CACHES

VALUES = [None, True, 7, 2.5, "é", b"\x00key", ["a", 1], {"a": {"b": [b"1"]}}]


class Bomb:
    def __reduce__(self):
        return (open, ("/nowhere/at/all", "w"))


@pytest.fixture
def cache(tmp_path):
    return JSONFileCache(str(tmp_path / "cache"), {})


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_data_comes_back_as_it_was(cache, value):
    cache.set("key", value, 30)

    assert cache.get("key") == value
    assert JSONSerializer().loads(JSONSerializer().dumps(value)) == value


def test_nothing_else_is_kept(cache):
    with pytest.raises(TypeError, match="is not kept in the cache"):
        cache.set("key", object())


def test_a_pickle_in_the_folder_is_not_run_and_counts_as_nothing(cache):
    cache.set("key", 1)
    file = cache._key_to_file("key")
    with open(file, "wb") as out:
        out.write(pickle.dumps(None) + pickle.dumps(Bomb()))

    assert cache.get("key", "nothing") == "nothing"
    cache.set("key", 1)
    with open(file, "wb") as out:
        out.write(b"null\n" + pickle.dumps(Bomb()))
    assert cache.get("key", "nothing") == "nothing"


def test_a_pickle_in_redis_is_not_run():
    with pytest.raises(ValueError, match="."):
        JSONSerializer().loads(pickle.dumps(Bomb()))


def test_time_runs_out_is_lengthened_and_counts_on(cache):
    cache.set("gone", 1, -1)
    cache.set("key", 1, 30)

    assert cache.get("gone") is None
    assert cache.touch("key", 60)
    assert not cache.touch("gone")
    assert cache.incr("key") == 2
    assert not cache.add("key", 5)
    assert cache.add("gone", 5)


def test_the_settings_ask_for_no_other():
    options = RedisCache(
        "redis://127.0.0.1:1/0", {"OPTIONS": {"serializer": "config.caching.JSONSerializer"}}
    )

    assert isinstance(options._cache._serializer, JSONSerializer)
    backend = CACHES["default"]
    assert "JSON" in backend["BACKEND"] or "JSON" in backend["OPTIONS"]["serializer"]
