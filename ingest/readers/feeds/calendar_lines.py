"""The parts of a calendar, one by one, as the lines in which they are written."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ingest.readers.decoding import decode
from ingest.readers.feeds.streams import Readable

log = logging.getLogger(__name__)

_MOST_LETTERS = 500_000
"""Of one event."""
_CHUNK = 65_536


def parts(stream: Readable) -> Iterator[tuple[str, str]]:
    """Each `zone` and `event`, the `name` of the calendar, whether all is called off (`method`), and its `end`."""
    block: list[str] = []
    letters = 0
    within = ""
    for said in _lines(stream):
        upper = said[:20].upper().rstrip()
        if not within and upper in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):
            within, block, letters = upper.removeprefix("BEGIN:"), [], 0
        if within:
            letters += len(said)
            if letters <= _MOST_LETTERS:
                block.append(said)
            if upper == f"END:{within}":
                if letters <= _MOST_LETTERS:
                    yield ("event" if within == "VEVENT" else "zone"), "\r\n".join(block) + "\r\n"
                else:
                    log.warning("an event of %d letters is left out", letters)
                within = ""
        elif upper == "END:VCALENDAR":
            yield "end", ""
        elif upper.startswith("X-WR-CALNAME"):
            yield "name", said.partition(":")[2]
        elif upper.startswith("METHOD:"):
            yield "method", said.partition(":")[2].strip().upper()


def _lines(stream: Readable) -> Iterator[str]:
    """The lines, unfolded: a letter may be cut in two where a line is folded."""
    kept = line_so_far = b""
    while content := stream.read(_CHUNK):
        *whole, kept = (kept + content).split(b"\n")
        for one in whole:
            one = one.rstrip(b"\r")
            if one[:1] in (b" ", b"\t"):
                line_so_far = (line_so_far + one[1:])[:_MOST_LETTERS]
                continue
            yield _text(line_so_far)
            line_so_far = one[:_MOST_LETTERS]
        kept = kept[:_MOST_LETTERS]  # What is left of a line without an end is no event.
    for one in (line_so_far, kept):
        yield _text(one)


def _text(content: bytes) -> str:
    return content.decode("ascii") if content.isascii() else decode(content.replace(b"\0", b""))
