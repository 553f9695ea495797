"""Vacancies of partners without a developer: a CSV file or workbook, each row posted as if it came over the web."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from console.offers import OfferWrong, read_offer
from console.partners import NotDone, Partner, Partners
from console.postings import Postings
from console.publishing import publish_approved
from console.tables import Said, Table, read_table
from ingest.readers.reading import Unreadable
from knowledge.errors import LibraryError
from knowledge.library import Library

log = logging.getLogger(__name__)

DONE = "done"
_TABLES = (".csv", ".tsv", ".txt", ".xlsx")
# Another kind of workbook is answered with how to save it; what is still on its way has other names, and is left.
_ANSWERED = (*_TABLES, ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row."""

    row: int
    outcome: Literal["accepted", "unchanged", "refused", "withdrawn"]
    title: str | None = None
    id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file. `reason` says why it, or the rest of it, could not be read."""

    file: str
    partner: str
    rows: tuple[RowOutcome, ...] = ()
    reason: str | None = None
    gone: tuple[str, ...] = ()
    """Vacancies that were withdrawn because they are no longer in the file."""
    note: str | None = None

    def count(self, outcome: str) -> int:
        """How many rows had an outcome; what left the file counts as withdrawn."""
        return sum(row.outcome == outcome for row in self.rows) + (len(self.gone) if outcome == "withdrawn" else 0)

    def as_json(self) -> dict[str, Any]:
        """The report as `opinno partner drop --json` prints it."""
        counts = {name: self.count(name) for name in ("accepted", "unchanged", "refused", "withdrawn")}
        return {**asdict(self), **counts, "rows": [asdict(row) for row in self.rows], "gone": list(self.gone)}


@dataclass(frozen=True, slots=True)
class DropReport:
    """What became of everything that lay in the drop."""

    files: tuple[FileReport, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        return {"files": [file.as_json() for file in self.files]}


def read_file(library: Library, partner: Partner, file: Path, today: date, *, complete: bool = False) -> FileReport:
    """Post every row of a file. With `complete`, what the partner dropped before and is not in it is withdrawn.

    Raises NotDone if the partner was withdrawn; a file that cannot be read is part of the report.
    """
    if partner.withdrawn:
        raise NotDone(f"{partner.name} was withdrawn; the guide takes no vacancies from it.")
    try:
        table = read_table(file)
    except Unreadable as error:
        return FileReport(file.name, partner.name, reason=error.reason)
    postings = Postings(library.catalogue.engine)
    rows = tuple(_posted(postings, partner, table, today))
    gone, note = _missing(postings, partner, table, today) if complete else ((), None)
    publish_approved(library, today, partner)
    return FileReport(file.name, partner.name, rows, table.broken, gone, note)


def read_drop(library: Library, folder: Path, today: date) -> DropReport:
    """Read every file in the folders of partners, `<folder>/<name>/`, and move it to `done/` beside its report.

    Raises LibraryError only if the library itself cannot take more.
    """
    if not folder.is_dir():
        return DropReport()
    partners = Partners(library.catalogue.engine)
    reports: list[FileReport] = []
    for place, file in _files(folder):
        partner = _whose(partners, place)
        if partner is None:
            log.warning("not read: %s lies in the folder of nobody who posts", file)
            reports.append(FileReport(file.name, place.name, reason="The folder is not that of a partner who posts."))
            continue
        report = _read(library, partner, file, today)
        _put_aside(file, report, today)
        reports.append(report)
    return DropReport(tuple(reports))


def _whose(partners: Partners, folder: Path) -> Partner | None:
    try:
        partner = partners.named(folder.name)
    except NotDone:
        return None
    return None if partner.withdrawn else partner


def as_text(report: FileReport) -> str:
    """The report for people."""
    counts = ", ".join(f"{report.count(name)} {name}" for name in ("accepted", "unchanged", "refused", "withdrawn"))
    rows = [
        f"row {row.row}: {row.outcome}: {row.title or '(no title)'}{f' - {row.reason}' if row.reason else ''}"
        for row in report.rows
    ]
    gone = [f"no longer in the file, withdrawn: {title}" for title in report.gone]
    ends = [words for words in (report.reason, report.note) if words]
    return "\n".join((f"{report.file}: {counts}", *rows, *gone, *ends))


def _posted(postings: Postings, partner: Partner, table: Table, today: date) -> Iterator[RowOutcome]:
    rows: dict[str, int] = {}
    for said in table.rows:
        if said.fields is None:
            yield RowOutcome(said.row, "refused", reason=said.reason)
            continue
        reference = str(said.fields["reference"])
        if reference in rows:
            again = f"It is the same vacancy as in row {rows[reference]}."
            yield RowOutcome(said.row, "refused", _title(said), reason=again)
            continue
        rows[reference] = said.row
        yield _closed(postings, partner, said) if said.closed else _one(postings, partner, said, today)


def _one(postings: Postings, partner: Partner, said: Said, today: date) -> RowOutcome:
    try:
        posting, outcome = postings.offer(partner, read_offer(said.fields or {}, today), today, via="drop")
    except OfferWrong as error:
        return RowOutcome(said.row, "refused", _title(said), reason=str(error))
    return RowOutcome(
        said.row,
        "unchanged" if outcome == "unchanged" else "accepted",
        posting.offered["title"],
        posting.id,
        posting.reason,
    )


def _closed(postings: Postings, partner: Partner, said: Said) -> RowOutcome:
    reason = f"The row says that the vacancy is closed: {said.closed}."
    reference = (said.fields or {})["reference"]
    for posting in postings.of(partner):
        if posting.reference == reference and posting.kept != "withdrawn":
            postings.withdraw(posting.id, partner.name)
            return RowOutcome(said.row, "withdrawn", _title(said), posting.id, reason)
    return RowOutcome(said.row, "refused", _title(said), reason=reason)


def _missing(postings: Postings, partner: Partner, table: Table, today: date) -> tuple[tuple[str, ...], str | None]:
    """The titles of what left the file and was withdrawn, or why nothing was."""
    if table.broken or not table.rows or any(said.fields is None for said in table.rows):
        # Half a file must never look as if the rest had gone.
        return (), "Nothing was withdrawn, because not every row of the file could be read."
    listed = {said.fields["reference"] for said in table.rows if said.fields}
    gone: list[str] = []
    for posting in postings.of(partner, via="drop"):
        there = posting.state(today) in ("waiting", "visible") or posting.is_visible(today)
        if there and posting.reference not in listed:
            postings.withdraw(posting.id, partner.name)
            gone.append(str(posting.offered["title"]))
    return tuple(gone), None


def _title(said: Said) -> str | None:
    return str(said.fields["title"])[:200] if said.fields and said.fields.get("title") else None


def _files(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each partner's folder with each file in it. Links are not followed: they may lead to anything."""
    for place in _visible(folder):
        if place.is_dir() and not place.is_symlink():
            for file in _visible(place):
                if file.suffix.casefold() in _ANSWERED and file.is_file() and not file.is_symlink():
                    yield place, file


def _visible(folder: Path) -> Sequence[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        log.warning("not read: %s: %s", folder, error.strerror)
        return ()


def _read(library: Library, partner: Partner, file: Path, today: date) -> FileReport:
    try:
        return read_file(library, partner, file, today)
    except LibraryError:
        raise
    except Exception:
        # One file that trips the reader must not end the run for all others.
        log.exception("reading failed: %s", file)
        return FileReport(file.name, partner.name, reason="The file could not be read; the log has the details.")


def _put_aside(file: Path, report: FileReport, today: date) -> None:
    """Move a file that was read, and leave word beside it of what became of each row."""
    done = file.parent / DONE
    try:
        if done.is_symlink():
            raise NotADirectoryError(20, f"{DONE} is a link")
        done.mkdir(exist_ok=True)
        aside = _free(done, f"{today.isoformat()} {file.name}")
        file.rename(aside)
        aside.with_name(f"{aside.name}.report.txt").write_text(as_text(report) + "\n", encoding="utf-8")
    except OSError as error:
        # It is read again next time, and found unchanged.
        log.warning("read, but not moved: %s: %s", file, error.strerror)


def _free(folder: Path, name: str) -> Path:
    names = (name if count == 1 else f"{count} {name}" for count in range(1, 10_000))
    return next(folder / each for each in names if not (folder / each).exists())
