"""Vacancies from lists that leave out what goes without saying there: whose they are, or which work it is (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.gather.findings import record_of, vacancy_of
from bot.naming import Paths
from knowledge import keywords
from knowledge.records import Document
from knowledge.same_vacancy import employer_key

_NO_LETTERS = re.compile(r"[\W_]+")


def filled(vacancies: Sequence[Document], employers: Sequence[str], paths: Sequence[Document]) -> list[Document]:
    """The vacancies, those without an employer or a career path with the one of these that their title or the name
    of their list gives: on an employer's own page of vacancies its name need not stand in each."""
    known = Paths(paths)
    return [_filled(vacancy, employers, known) for vacancy in vacancies]


def of_a_list(vacancies: Sequence[Document], employers: Sequence[str]) -> bool:
    """Whether one of these employers is known by the name of a list alone."""
    return any(_employer(vacancy, employers) for vacancy in vacancies if not vacancy_of(vacancy).employer)


def _filled(vacancy: Document, employers: Sequence[str], paths: Paths) -> Document:
    record = vacancy_of(vacancy)
    if not record.employer and (name := _employer(vacancy, employers)):
        record = replace(record, employer=name)
    if record.path is None and len(paths) and (named := paths.named_in(record.title)):
        record = replace(record, path=record_of(named[0]).id)
    return vacancy if record is vacancy.facts else replace(vacancy, facts=record)


def _employer(vacancy: Document, employers: Sequence[str]) -> str | None:
    """The one of these that stands in its title or in the name of its list."""
    file = vacancy.address.partition("#")[0].replace("\\", "/").rpartition("/")[2]
    said = f" {' '.join(keywords.words(_NO_LETTERS.sub(' ', file + ' ' + vacancy.title)))} "
    return next((name for name in employers if (key := employer_key(name)) and f" {key} " in said), None)
