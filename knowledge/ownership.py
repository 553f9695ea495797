"""Who holds a library open. Two processes on one Chroma folder lose vectors silently, so there is a lock."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import LibraryError, LibraryInUse

_LOCK = "owner.lock"
_CARD = "owner.json"
_PATIENCE = 0.5
"""Seconds to try for the lock: who only looks whether a library is held takes it too, for an instant."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that holds a library. A server says where it listens and what opens its side door."""

    process: int
    doing: str
    address: str | None = None
    key: str | None = None


class Ownership:
    """The right to open a library, held until `release` or the end of the process, however it ends."""

    def __init__(self, folder: Path, doing: str) -> None:
        """Take the lock. Raises LibraryInUse naming the process that has it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / _LOCK)
            self._lock.acquire(timeout=_PATIENCE)
            self._card = folder / _CARD
            self.introduce(Owner(os.getpid(), doing))
        except Timeout as error:
            raise LibraryInUse(_in_use(folder)) from error
        except OSError as error:
            raise LibraryError(f"The folder {folder} cannot be used: {error.strerror}.") from error

    def introduce(self, owner: Owner) -> None:
        """Leave word of who holds the library; only this user can read it."""
        self.owner = owner
        draft = self._card.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(owner)), encoding="utf-8")
        draft.replace(self._card)

    def release(self) -> None:
        """Give the library back."""
        self._card.unlink(missing_ok=True)
        self._lock.release()


def owner_of(folder: Path) -> Owner | None:
    """Who holds the library right now, or None. A card left by a process that was killed does not count."""
    if not (folder / _LOCK).exists():
        return None
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return None
    except Timeout:
        return _card(folder)


def _card(folder: Path) -> Owner | None:
    try:
        return Owner(**json.loads((folder / _CARD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _in_use(folder: Path) -> str:
    owner = _card(folder)
    who = f"process {owner.process} (opinno {owner.doing})" if owner else "another process"
    return f"The library in {folder} is in use by {who}. It can be opened again when that has ended."
