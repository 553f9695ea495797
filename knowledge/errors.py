"""What can go wrong with a library, in words that may be shown to the person who looks after it."""

from __future__ import annotations


class LibraryError(Exception):
    """The library cannot be used as asked; the text says why and what to do."""


class LibraryInUse(LibraryError):
    """Another process owns the library."""


class LibraryFull(LibraryError):
    """There is no room left on the disk. What was stored before is safe."""


class EmbeddingsDown(LibraryError):
    """The endpoint that embeds did not, and why."""


class WrongEmbedding(LibraryError):
    """The library's vectors were written by another embedding model."""
