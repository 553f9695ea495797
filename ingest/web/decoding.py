"""Packed bytes unpacked a little at a time, so that nobody fills our memory with a small parcel."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from ingest.web.outcomes import Refused

ENCODINGS = "gzip, deflate"
"""What we ask for: those that the standard library can stop in the middle of a chunk."""

GZIP = b"\x1f\x8b"
_PIECE = 2**16
_GZIPPED, _WRAPPED, _BARE = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Broken(Exception):
    """The packed bytes are damaged or end too early."""


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The bytes that were packed, in small pieces, some of them empty. Raises Broken or Refused."""
    match encoding.strip().lower():
        case "" | "identity":
            return iter(chunks)
        case "gzip" | "x-gzip":
            return _inflated(chunks, gzipped=True)
        case "deflate":
            return _inflated(chunks, gzipped=False)
        case _:
            raise Refused("The site packs its pages in a way that was not asked for and is not unpacked.")


def _inflated(chunks: Iterable[bytes], *, gzipped: bool) -> Iterator[bytes]:
    inflater = None
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if inflater is None:
                inflater = zlib.decompressobj(_GZIPPED if gzipped else _bits(waiting))
            elif inflater.eof:
                # Several gzip files in a row are one; whatever else follows is padding.
                if not (gzipped and waiting.startswith(GZIP[:1])):
                    return
                inflater = zlib.decompressobj(_GZIPPED)
            yield from _pieces(inflater, waiting)
            waiting = inflater.unused_data
    if inflater is not None and not inflater.eof:
        raise Broken


def _bits(start: bytes) -> int:
    # By the standard, deflate comes in a wrapper; some servers leave it out.
    return _WRAPPED if start[0] & 0x0F == 8 else _BARE


def _pieces(inflater: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    while True:
        try:
            piece = inflater.decompress(packed, _PIECE)
        except zlib.error as error:
            raise Broken from error
        yield piece
        packed = inflater.unconsumed_tail
        # A full piece may have left more behind, even when all that was packed has been taken in.
        if inflater.eof or (not packed and len(piece) < _PIECE):
            return
