"""Plain text."""

from __future__ import annotations

import re

from ingest.readers.decoding import decode_text
from ingest.readers.reading import Reading, reading
from ingest.readers.text.aligned import with_tables
from ingest.readers.visible import clean

_LONGEST_TITLE = 120
_ENDS_A_SENTENCE = re.compile(r"[.,;:!]\Z")
_BEGINS_A_LIST = re.compile(r"[-*•–]\s|\W*\Z")


def read(content: bytes) -> Reading:
    """The text as it stands, line by line, and its tables as Markdown writes them."""
    text = clean(decode_text(content))
    return reading(_title(text), with_tables(text))


def _title(text: str) -> str | None:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if _looks_like_a_title(first) else None


def _looks_like_a_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not _ENDS_A_SENTENCE.search(line) and not _BEGINS_A_LIST.match(line)
