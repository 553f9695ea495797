"""List what there is to read, and fetch its bytes. Files and folders for now."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.readers import Unreadable

_LARGEST_FILE = 50 * 2**20


class Unreachable(Exception):
    """A place that cannot be listed; `reason` says why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Listing:
    """The addresses that a place holds right now, and the file of each.

    `complete` says that nothing else is there, so that what is missing has gone.
    """

    source: str
    files: Mapping[str, Path]
    complete: bool


def list_place(place: str) -> Listing:
    """What a file or folder holds. Raises Unreachable if it is not there or cannot be listed."""
    if "://" in place:
        raise Unreachable(place, "Pages on the web cannot be read yet; save them as files.")
    try:
        path = Path(place).expanduser()
        if path.is_file():
            # Known under its folder, so that reading the folder later finds the same document.
            return Listing(_name(path.resolve().parent), {_name(Path(path.name)): path}, complete=False)
        if path.is_dir():
            return list_folder(path, source=_name(path.resolve()))
    except (OSError, RuntimeError) as error:
        # A name that is too long, or the home folder of nobody.
        raise Unreachable(place, f"The place cannot be looked at: {error}.") from error
    raise Unreachable(place, "There is no such file or folder.")


def list_folder(folder: Path, *, source: str) -> Listing:
    """Every visible file below a folder, known by its path relative to it. Links to folders are not followed."""
    try:
        return Listing(source, {_name(file.relative_to(folder)): file for file in _files(folder)}, complete=True)
    except OSError as error:
        raise Unreachable(str(folder), f"The folder cannot be listed: {error.strerror}.") from error


def fetch(file: Path) -> bytes:
    """The bytes of a file. Raises Unreadable if they cannot be had."""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise Unreadable(f"The file is larger than {_LARGEST_FILE // 2**20} MB.")
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from error


def _name(path: Path) -> str:
    # A name that is not UTF-8 comes with half characters in it, which no database takes.
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _files(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        # A folder that cannot be listed must not look like one that is empty.
        raise error

    for parent, folders, names in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            file = Path(parent, name)
            if not name.startswith((".", "~$")) and file.is_file():
                yield file
