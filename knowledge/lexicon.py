"""Words of studies, work and life sciences in three languages, so that a question finds what is written in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.records import LANGUAGES, Language

_FILE = Path(__file__).with_name("lexicon.tsv")


def rows() -> list[Mapping[Language, Sequence[str]]]:
    """What each thing is called, by language: the most usual word first."""
    return rows_of(_FILE)


def rows_of(file: Path) -> list[Mapping[Language, Sequence[str]]]:
    """What each thing is called, out of a file with a column for each language."""
    return [_row(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _row(line: str) -> Mapping[Language, Sequence[str]]:
    columns = line.split("\t")
    return {language: column.split(" | ") for language, column in zip(LANGUAGES, columns, strict=True)}
