"""The bytes of one file or page, in memory or on disk, however large."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ingest.readers.reading import Unreadable

HEAD = 65_536
"""So many bytes tell of what kind the rest is."""
_LARGEST_DOCUMENT = 50 * 2**20
_LARGEST_COLLECTION = 400 * 2**20
_BLOCK = 2**20
_DIGITS = 48


@dataclass(frozen=True, slots=True)
class Content:
    """What was fetched: bytes, or a file that stays as it is until it has been read."""

    kept: bytes | Path

    def open(self) -> BinaryIO:
        """A stream of the bytes. Raises Unreadable if they cannot be had."""
        if isinstance(self.kept, bytes):
            return BytesIO(self.kept)
        try:
            if self.kept.stat().st_size > _LARGEST_COLLECTION:
                raise Unreadable(f"The file is larger than {_LARGEST_COLLECTION // _BLOCK} MB.")
            return self.kept.open("rb")
        except OSError as error:
            raise Unreadable(f"The file cannot be opened: {error.strerror}.") from error

    def head(self) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(HEAD)

    def whole(self) -> bytes:
        """All bytes of a document. Raises Unreadable if there are too many for one."""
        with self.open() as stream:
            found = stream.read(_LARGEST_DOCUMENT + 1)
        if len(found) > _LARGEST_DOCUMENT:
            raise Unreadable(f"The file is larger than {_LARGEST_DOCUMENT // _BLOCK} MB.")
        return found

    def fingerprint(self, edition: str) -> str:
        """Of the bytes, after the edition of what reads them: the same means nothing to do."""
        digest = hashlib.sha256()
        for block in self._blocks():
            digest.update(block)
        return f"{edition}:{digest.hexdigest()[:_DIGITS]}"

    def _blocks(self) -> Iterator[bytes]:
        with self.open() as stream:
            while block := stream.read(_BLOCK):
                yield block
