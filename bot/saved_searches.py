"""Searches that somebody wants to be told of: their own criteria and nothing of themselves, until they delete them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot import cues
from bot.compose.criteria import in_words
from bot.conversation import Conversation
from bot.criteria import Criteria
from bot.gather.vacancies import open_vacancies
from bot.gather.vacancies import vacancies as found_for
from bot.matching import families_of, matched
from bot.naming import Paths, title_in
from bot.understand import understand
from knowledge.catalogue import document_id
from knowledge.library import Library
from knowledge.records import FAMILIES, Document, Language
from knowledge.slack_tables import saved_searches
from prompts import reply

A_DAY = 86_400.0
MOST = 20
"""Searches of one owner."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A search, and whom to tell."""

    id: str
    owner: str
    criteria: Criteria
    language: Language
    paused: bool
    told: float
    seen: tuple[str, ...]
    """The vacancies that its owner knows of."""


def wish(question: str) -> str | None:
    """What somebody wants to be told of, in their words; None if they ask something else."""
    flat = cues.flattened(question)
    found = next(cues.matches("tell_me_when", flat), None)
    if found is None:
        return None
    rest = " ".join(f"{flat[: found[1].start()]} {flat[found[1].end() :]}".split())
    # "Tell me when the course starts" asks for a day, and nothing to be told of later.
    of_jobs = cues.first("jobs", f" {rest} ") or cues.first("job", f" {rest} ")
    return rest if of_jobs and cues.first("purpose", f" {rest} ") not in ("courses", "events") else None


class SavedSearches:
    """The saved searches of everybody. An owner is whatever a channel calls somebody."""

    def __init__(self, library: Library, engine: Engine, today: Callable[[], date]) -> None:
        self._library, self._engine, self._today = library, engine, today

    def criteria(self, wanted: str, language: Language) -> Criteria | None:
        """What a vacancy has to meet, of a wish; None where it does not say."""
        asked = reply(language, "suggest.search", criteria=wanted)
        paths = Paths(self._library.records("path"))
        request = understand(asked, Conversation(id=""), paths, language)
        if request.search is None:
            return None
        found = found_for(request, self._library, self._today())
        if found is None or isinstance(found, Document):
            return request.search.criteria or None
        resolved = found.request.criteria
        if found.unknown and cues.first("jobs", cues.flattened(wanted)):
            # Words that no vacancy has yet are what somebody waits for.
            resolved = replace(resolved, words=(*resolved.words, *found.unknown))
        return resolved or None

    def words(self, criteria: Criteria, language: Language) -> str:
        """Criteria as they are confirmed."""
        named = {path.facts.id: title_in(path, language) for path in self._library.records("path") if path.facts}
        families = {family: reply(language, f"family.{family}") for family in FAMILIES}
        return ", ".join(in_words(criteria, language, named | families))

    def save(self, owner: str, criteria: Criteria, language: Language, now: float) -> tuple[Saved, int]:
        """Keep a search, once; gives it, and how many vacancies meet it now: only later ones are told of."""
        met = [key_of(vacancy) for vacancy in self._meeting(criteria)]
        kept = {"criteria": _as_json(criteria), "language": language, "paused": False, "told": now, "seen": met}
        with self._engine.begin() as connection:
            own = self._of(connection, owner)
            same = next((each for each in own if each.criteria == criteria), None)
            id = same.id if same else secrets.token_urlsafe(12)
            if same:
                connection.execute(update(saved_searches).where(saved_searches.c.id == id).values(**kept))
            else:
                for oldest in own[: max(0, len(own) - MOST + 1)]:
                    connection.execute(delete(saved_searches).where(saved_searches.c.id == oldest.id))
                connection.execute(insert(saved_searches).values(id=id, owner=owner, at=now, **kept))
        return Saved(id, owner, criteria, language, False, now, tuple(met)), len(met)

    def of(self, owner: str) -> list[Saved]:
        """Somebody's searches, oldest first."""
        with self._engine.connect() as connection:
            return self._of(connection, owner)

    def pause(self, owner: str, id: str, paused: bool) -> bool:
        """Tell of it no more, or again. Tells whether it is theirs."""
        with self._engine.begin() as connection:
            return bool(connection.execute(_theirs(update(saved_searches), owner, id).values(paused=paused)).rowcount)

    def delete(self, owner: str, id: str) -> bool:
        """Delete a search. Tells whether it was theirs."""
        with self._engine.begin() as connection:
            return bool(connection.execute(_theirs(delete(saved_searches), owner, id)).rowcount)

    def forget(self, owners: str) -> None:
        """Delete the searches of an owner, or of all whose name begins so."""
        with self._engine.begin() as connection:
            theirs = saved_searches.c.owner.startswith(owners, autoescape=True)
            connection.execute(delete(saved_searches).where(theirs))

    def due(self, owners: str, now: float) -> list[Saved]:
        """The searches of owners whose name begins so, of which nothing was told for a day."""
        theirs = saved_searches.c.owner.startswith(owners, autoescape=True)
        late = (saved_searches.c.paused.is_(False), saved_searches.c.told <= now - A_DAY)
        with self._engine.connect() as connection:
            return [_saved(row) for row in connection.execute(select(saved_searches).where(theirs, *late)).all()]

    def news(self, saved: Saved) -> Sequence[Document]:
        """The vacancies that meet a search and that its owner does not know of."""
        return [vacancy for vacancy in self._meeting(saved.criteria) if key_of(vacancy) not in saved.seen]

    def take_on(self, saved: Saved, now: float) -> bool:
        """Today's telling is this caller's; nobody else has it."""
        same = (saved_searches.c.id == saved.id, saved_searches.c.told == saved.told)
        with self._engine.begin() as connection:
            return bool(connection.execute(update(saved_searches).where(*same).values(told=now)).rowcount)

    def knows(self, saved: Saved, vacancies: Sequence[Document]) -> None:
        """Its owner was told of these."""
        seen = [*saved.seen, *(key_of(vacancy) for vacancy in vacancies)]
        with self._engine.begin() as connection:
            connection.execute(update(saved_searches).where(saved_searches.c.id == saved.id).values(seen=seen[-2000:]))

    def _meeting(self, criteria: Criteria) -> Sequence[Document]:
        today = self._today()
        families = families_of(self._library.records("path"))
        return matched(criteria, open_vacancies(self._library, today), today, families).meeting

    def _of(self, connection: Connection, owner: str) -> list[Saved]:
        rows = select(saved_searches).where(saved_searches.c.owner == owner).order_by(saved_searches.c.at)
        return [_saved(row) for row in connection.execute(rows).all()]


def key_of(vacancy: Document) -> str:
    """What a vacancy is known by, so that nobody is told of it twice."""
    return vacancy.work or document_id(vacancy.source, vacancy.address)


def _theirs(statement: Any, owner: str, id: str) -> Any:
    return statement.where(saved_searches.c.owner == owner, saved_searches.c.id == id)


def _as_json(criteria: Criteria) -> dict[str, Any]:
    said = {field.name: getattr(criteria, field.name) for field in fields(criteria)}
    return {name: value for name, value in asdict(criteria).items() if said[name] != getattr(Criteria(), name)}


def _saved(row: Any) -> Saved:
    kept = cast("Mapping[str, Any]", row.criteria)
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    criteria = Criteria(**told)
    return Saved(row.id, row.owner, criteria, row.language, row.paused, row.told, tuple(row.seen))
