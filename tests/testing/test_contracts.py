"""A test class of a contract that cannot check anything says so, and is not passed over."""

from __future__ import annotations

import unittest

import pytest

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing import AdapterContract, StoreContract

pytest_plugins = ["pytester"]

SUITE = """
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing import AdapterContract, StoreContract

class TestMyStore(StoreContract):
    def make_stroe(self):
        return MemoryStore()

class TestMyAdapter(AdapterContract):
    def sned(self, exchange):
        pass
"""


class _Misspelt(StoreContract):
    def make_stroe(self) -> MemoryStore:
        return MemoryStore()


class _Forgotten(StoreContract):
    pass


class _Adapter(AdapterContract):
    pass


def test_a_misspelt_method_is_named() -> None:
    """With the name that is meant, and the one that may be a slip for it, in unittest too."""

    class InUnittest(_Misspelt, unittest.TestCase):
        pass

    for suite in (_Misspelt(), InUnittest("test_a_new_store_is_empty")):
        with pytest.raises(ConfigurationError, match=r" needs .* make_store\(\); is make_stroe\(\) a slip"):
            suite.test_a_new_store_is_empty()


def test_a_forgotten_method_is_named() -> None:
    """Without a guess where nothing is like it."""
    with pytest.raises(ConfigurationError, match=r"^_Forgotten needs a method make_store\(\)$"):
        _Forgotten().test_a_new_store_is_empty()
    with pytest.raises(ConfigurationError, match=r"^_Adapter needs a method send\(\)$"):
        _Adapter().test_a_pixel_is_answered_and_recorded()


def test_pytest_runs_and_fails_every_check(pytester: pytest.Pytester) -> None:
    """A class that pytest would pass over, as it does over abstract ones, would look like success."""
    pytester.makepyfile(SUITE)
    result = pytester.runpytest("-p", "no:cacheprovider", "-p", "no:mailtrack", "--tb=line", "-x")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*TestMyStore needs a method make_store(); is make_stroe() a slip for it[?]"]
    )
    result = pytester.runpytest(
        "-p", "no:cacheprovider", "-p", "no:mailtrack", "--tb=line", "-k", "TestMyAdapter"
    )
    outcomes = result.parseoutcomes()
    assert outcomes.keys() == {"failed", "deselected"}
    assert outcomes["failed"] >= 15
