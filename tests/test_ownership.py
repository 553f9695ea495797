from __future__ import annotations

import json
import os
import stat
import threading
import time
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from fakes import FakeEmbeddings
from filelock import FileLock

from knowledge.errors import LibraryError, LibraryInUse
from knowledge.library import Library
from knowledge.ownership import Owner, Ownership, owner_of

PROCESSES = get_context("spawn")


def hold(folder: Path, held: Event) -> None:
    """In a process of its own: hold the folder until killed."""
    ownership = Ownership(folder, "serve")
    held.set()
    time.sleep(60)
    ownership.release()


def test_a_second_process_is_refused_with_a_sentence_that_names_the_first(tmp_path: Path) -> None:
    held = PROCESSES.Event()
    other = PROCESSES.Process(target=hold, args=(tmp_path, held))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(LibraryInUse) as refusal:
            Library(tmp_path, FakeEmbeddings())
        assert f"process {other.pid} (opinno serve)" in str(refusal.value)
        owner = owner_of(tmp_path)
        assert owner is not None
        assert owner.process == other.pid
    finally:
        other.kill()
        other.join()
    # The lock ends with the process, however it ends; the card that it left does not count.
    assert (tmp_path / "owner.json").exists()
    assert owner_of(tmp_path) is None
    Library(tmp_path, FakeEmbeddings()).close()


def test_the_same_process_cannot_open_a_library_twice(tmp_path: Path) -> None:
    library = Library(tmp_path, FakeEmbeddings(), doing="ask")
    with pytest.raises(LibraryInUse, match=f"process {os.getpid()} \\(opinno ask\\)"):
        Library(tmp_path, FakeEmbeddings())
    library.close()
    Library(tmp_path, FakeEmbeddings()).close()


def test_being_refused_does_not_disturb_the_owner(tmp_path: Path) -> None:
    library = Library(tmp_path, FakeEmbeddings(), doing="serve")
    for _ in range(3):
        with pytest.raises(LibraryInUse):
            Library(tmp_path, FakeEmbeddings(), doing="ingest")
    owner = owner_of(tmp_path)
    assert owner is not None
    assert owner.doing == "serve"
    library.close()


def test_nobody_owns_a_folder_that_nobody_opened(tmp_path: Path) -> None:
    assert owner_of(tmp_path) is None
    assert owner_of(tmp_path / "missing") is None
    assert list(tmp_path.iterdir()) == []


def test_a_library_given_back_is_owned_by_nobody(tmp_path: Path) -> None:
    ownership = Ownership(tmp_path, "test")
    ownership.release()
    assert owner_of(tmp_path) is None
    assert not (tmp_path / "owner.json").exists()


def test_the_owner_can_say_where_it_listens(tmp_path: Path) -> None:
    ownership = Ownership(tmp_path, "serve")
    ownership.introduce(Owner(os.getpid(), "serve", "http://127.0.0.1:8000", "secret"))
    assert owner_of(tmp_path) == Owner(os.getpid(), "serve", "http://127.0.0.1:8000", "secret")
    ownership.release()


def test_only_this_user_can_read_the_key(tmp_path: Path) -> None:
    ownership = Ownership(tmp_path, "serve")
    assert stat.S_IMODE((tmp_path / "owner.json").stat().st_mode) == 0o600
    ownership.release()


@pytest.mark.parametrize(
    "card", ["", "not json", "[]", "{}", json.dumps({"process": 1, "doing": "x", "new": 2}), "\udcff"]
)
def test_a_card_that_cannot_be_read_still_gives_a_sentence(tmp_path: Path, card: str) -> None:
    ownership = Ownership(tmp_path, "serve")
    (tmp_path / "owner.json").write_bytes(card.encode(errors="surrogateescape"))
    with pytest.raises(LibraryInUse, match="another process"):
        Ownership(tmp_path, "ask")
    assert owner_of(tmp_path) is None
    ownership.release()


def test_looking_who_holds_a_library_keeps_nobody_from_opening_it(tmp_path: Path) -> None:
    looking = FileLock(tmp_path / "owner.lock", thread_local=False)
    looking.acquire()
    threading.Timer(0.1, looking.release).start()
    Ownership(tmp_path, "serve").release()


def test_a_folder_that_is_a_file_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(LibraryError, match="cannot be used"):
        Ownership(tmp_path / "data", "serve")


def test_a_library_that_cannot_be_opened_is_given_back(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"not a database at all, though it is quite long. " * 50)
    with pytest.raises(LibraryError):
        Library(tmp_path, FakeEmbeddings())
    assert owner_of(tmp_path) is None
