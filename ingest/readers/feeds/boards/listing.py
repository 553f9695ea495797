"""What the readers of all boards share: from a stream of postings to readings."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from ingest.readers.feeds.json_streams import Object
from ingest.readers.postings import each_once
from ingest.readers.reading import Reading, Unreadable

log = logging.getLogger(__name__)

PERSONIO = r"\.jobs\.personio\.(?:de|com)\Z"
"""The hosts of a board whose reader loads a parser that those who only recognise it do not need."""

Read = Callable[[Object], Reading | None]


def readings(postings: Iterable[Object], read: Read, board: str) -> Iterator[Reading]:
    """A reading for every posting that can be read; one that cannot is told in the log and left out."""
    return each_once(_read(postings, read, board))


def _read(postings: Iterable[Object], read: Read, board: str) -> Iterator[Reading]:
    for number, posting in enumerate(postings, start=1):
        try:
            found = read(posting)
        except Unreadable as refusal:
            log.warning("%s: posting %d is left out: %s", board, number, refusal.reason)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            log.warning("%s: posting %d is left out: %r", board, number, error)
        else:
            if found is not None:
                yield found


def part(posting: object, *names: str) -> object:
    """What stands in a posting under these names, one within the other; None where any is missing."""
    for name in names:
        posting = posting.get(name) if isinstance(posting, dict) else None
    return posting


def parts(posting: object, *names: str) -> list[object]:
    """A list in a posting; empty where there is none."""
    found = part(posting, *names)
    return found if isinstance(found, list) else []


def named_in(address: object, host: str, at: int = 0) -> str | None:
    """The employer by the name that its board has in an address: jobs.lever.co/acme-biotech is Acme Biotech."""
    try:
        parts_of = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        return None
    if parts_of is None or not re.search(host, parts_of.hostname or ""):
        return None
    path = [piece for piece in parts_of.path.split("/") if piece]
    name = (parts_of.hostname or "").split(".")[0] if at < 0 else path[at] if at < len(path) else ""
    return " ".join(word.capitalize() if word.islower() else word for word in re.split(r"[-_+]|%20", name)) or None


def sections(*pairs: tuple[object, object]) -> str:
    """Headings with what stands under them, as HTML; a part without text is left out."""
    return "\n".join(
        f"<h2>{heading}</h2>\n{_as_html(text)}" if isinstance(heading, str) and heading.strip() else _as_html(text)
        for heading, text in pairs
        if isinstance(text, str) and text.strip()
    )


def _as_html(text: str) -> str:
    if re.search(r"<[a-zA-Z/]", text) or "&lt;" in text:
        return text
    return "".join(f"<p>{paragraph}</p>" for paragraph in re.split(r"\n\s*\n", text)).replace("\n", "<br>")
