"""Releases that come as several files, of which none says anything without the others: ESCO's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.readers import esco
from ingest.readers.content import Content
from ingest.readers.reading import Unreadable

_HEAD = 4_096
_MOST_FILES = 200
_DIGITS = 48


@dataclass(frozen=True, slots=True)
class Release:
    """The occupations of ESCO in one language, with the files that tell what they ask."""

    files: Mapping[str, Path]
    groups: tuple[str, ...] = ()
    """The groups of ISCO that are wanted besides our own."""

    def fingerprint(self, edition: str) -> str:
        """Of the bytes of all files, after the edition of what reads them: the same means nothing to do."""
        each = [(name, Content(path).fingerprint(edition)) for name, path in sorted(self.files.items())]
        return f"{edition}:{hashlib.sha256(json.dumps([each, self.groups]).encode()).hexdigest()[:_DIGITS]}"

    def order(self) -> Content:
        """What the reader has to be told: it opens the files itself, one after the other."""
        files = {name: str(path.absolute()) for name, path in self.files.items()}
        return Content(json.dumps({"files": files, "groups": self.groups}).encode())


def releases(files: Mapping[str, Path], groups: Sequence[str] = ()) -> tuple[dict[str, Release], set[str]]:
    """The releases among files, by the address of their list of occupations, and the addresses of all their files."""
    folders: dict[Path, dict[str, str]] = {}
    for address, path in files.items():
        if path.suffix.lower() == ".csv" and (kind := esco.part_of(_head(path))):
            folders.setdefault(path.parent, {})[address] = kind
    found: dict[str, Release] = {}
    parts: set[str] = set()
    for kinds in folders.values():
        lists = [address for address, kind in kinds.items() if kind == "occupations"]
        if not lists or len(kinds) > _MOST_FILES:
            continue
        parts |= kinds.keys()
        for address in lists:
            told = {other: files[other] for other, kind in kinds.items() if kind != "occupations" or other == address}
            found[address] = Release(told, tuple(groups))
    return found, parts


def _head(path: Path) -> bytes:
    try:
        with Content(path).open() as stream:
            return stream.read(_HEAD)
    except Unreadable:
        # It is listed as it is, and says so when it is read.
        return b""
