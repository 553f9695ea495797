"""Stock the library from the content that ships, and keep the file of its vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import knowledge
from ingest.collect import Listing, list_folder
from ingest.documents import document_from
from ingest.readers import read
from ingest.run import EDITION, Progress, Report, ingest_place
from ingest.split import split
from knowledge.embeddings import Embeddings, write_vectors
from knowledge.library import Library
from knowledge.records import Vacancy

FOLDER = Path(knowledge.__file__).parent / "shelf"
VECTORS = FOLDER / "vectors.npz"
SOURCE = "shelf"
_EXAMPLES = "vacancies/"


def stock(
    library: Library, today: date, *, shelf: bool, examples: bool, progress: Progress = lambda *_: None
) -> Report:
    """Bring the library in line with the shelf. Costs next to nothing when it already is.

    The example vacancies are stocked only on request and only while no real vacancy is there.
    """
    listing = _listing(shelf, examples and not _has_real_vacancies(library))
    edition = _edition(listing)
    if library.catalogue.stamped("shelf") == edition:
        return Report(unchanged=len(listing.files))
    report = ingest_place(library, listing, today, progress)
    library.catalogue.stamp("shelf", edition)
    return report


def texts() -> list[str]:
    """Every text of the shelf that is embedded, in a fixed order."""
    return [text for address, file in sorted(_listing(True, True).files.items()) for text in _texts_of(address, file)]


def write_shelf_vectors(embeddings: Embeddings) -> int:
    """Write the file of ready vectors anew. Gives the number of vectors."""
    every = list(dict.fromkeys(texts()))
    write_vectors(VECTORS, every, embeddings.sentences(every), embeddings.name)
    return len(every)


def _texts_of(address: str, file: Path) -> Iterator[str]:
    document = document_from(read(file.read_bytes(), address), SOURCE, address, date(2000, 1, 1))
    for piece in split(document):
        yield from (part for pair in piece.texts for part in pair)


def _listing(shelf: bool, examples: bool) -> Listing:
    if not shelf:
        return Listing(SOURCE, {}, complete=True)
    files = {
        address: file
        for address, file in list_folder(FOLDER, source=SOURCE).files.items()
        if file.suffix == ".md" and (examples or not address.startswith(_EXAMPLES))
    }
    return Listing(SOURCE, files, complete=True)


def _edition(listing: Listing) -> str:
    digest = hashlib.sha256(EDITION.encode())
    for address, file in sorted(listing.files.items()):
        digest.update(address.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _has_real_vacancies(library: Library) -> bool:
    vacancies = library.catalogue.documents(kinds=["vacancy"])
    return any(isinstance(v.facts, Vacancy) and not v.facts.example for v in vacancies)
