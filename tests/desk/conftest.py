"""The desk with its sealed room, for the tests that ask for it."""

from sealed_desk import sealed_desk  # noqa: F401 - a fixture
