"""List what there is to read: files and folders. What is on the web is listed in `ingest/remote.py`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from ingest.readers import Content, Release, releases
from ingest.web.outcomes import Gone
from knowledge.origins import Origin


class Unreachable(Exception):
    """A place that cannot be listed; `reason` says why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file or page; without content it is as it was when its origin was noted."""

    content: Content | Release | None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One file or page of a place. To fetch it raises Unreadable if it cannot be had.

    If it is `alone`, the place is nothing else, and one that cannot be had is a place that cannot be reached.
    """

    address: str
    fetch: Callable[[Origin | None], Fetched]
    alone: bool = False


class Place(Protocol):
    """Somewhere to read from."""

    @property
    def source(self) -> str:
        """What the place is known by."""

    def __len__(self) -> int:
        """How many items there are, as far as it is known."""

    def items(self) -> Iterator[Item]:
        """Every item, each once. Raises Unreachable where the listing breaks off."""

    @property
    def complete(self) -> bool:
        """Whether nothing else is there, so that what is missing has gone. Known once all items have been given."""

    @property
    def unread(self) -> Mapping[str, str]:
        """The addresses that are there but could not be had, and why. Known once all items have been given."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Files by their addresses. `complete` says that nothing else is there."""

    source: str
    files: Mapping[str, Path]
    complete: bool
    unread: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    """The groups of ISCO that are wanted of a release of ESCO, besides our own."""
    unfit: Mapping[str, str] = field(default_factory=dict)
    """What is there and not to be read, and why: whatever was read of it before goes."""

    def __len__(self) -> int:
        return len(self.files)

    def items(self) -> Iterator[Item]:
        """Every file, and every release of ESCO as one: its files say nothing without each other."""
        whole, parts = releases(self.files, self.groups)
        for address, file in self.files.items():
            if address in whole:
                yield Item(address, lambda _, address=address: Fetched(whole[address]))  # type: ignore[misc]
            elif address not in parts:
                yield Item(address, lambda _, file=file: Fetched(Content(file)))  # type: ignore[misc]
        for address, reason in self.unfit.items():
            yield Item(address, partial(_refuse, reason))


def list_path(place: str) -> Listing:
    """What a file or folder holds. Raises Unreachable if it is not there or cannot be listed."""
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
    """Every visible file below a folder, known by its path relative to it. Links to folders are not followed.

    Links that lead out of the folder, or nowhere, are not read either, and that is told.
    """
    files: dict[str, Path] = {}
    unfit: dict[str, str] = {}
    try:
        inside = folder.resolve()
        for file in _files(folder):
            reason = _unfit(file, inside)
            if reason is None:
                files[_name(file.relative_to(folder))] = file
            else:
                unfit[_name(file.relative_to(folder))] = reason
    except OSError as error:
        raise Unreachable(str(folder), f"The folder cannot be listed: {error.strerror}.") from error
    return Listing(source, files, complete=True, unfit=unfit)


def _refuse(reason: str, _: Origin | None) -> Fetched:
    raise Gone(reason)


def _unfit(file: Path, inside: Path) -> str | None:
    """Why something in a folder is not to be read, if it is not."""
    if not file.is_file():
        return "The link leads nowhere." if file.is_symlink() else "It is not a file that can be read."
    # Who may put files into a folder may not on that account show us others of this machine.
    if file.is_symlink() and not file.resolve().is_relative_to(inside):
        return "The link leads out of the folder."
    return None


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
            if not name.startswith((".", "~$")):
                yield file
