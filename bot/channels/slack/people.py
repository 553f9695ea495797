"""What is kept of people in Slack: their language, their questions, their opinions; and how they are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Engine, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.records import LANGUAGES, Language
from knowledge.slack_tables import (
    slack_feedback,
    slack_installations,
    slack_jobs,
    slack_people,
    slack_threads,
    slack_workspaces,
)
from knowledge.tables import turns

_OF_PEOPLE = (slack_jobs, slack_threads, slack_feedback, slack_people)


class People:
    """Those who ask in Slack. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def language(self, team: str, person: str) -> Language | None:
        """The language somebody is spoken to in, if it is known."""
        own = _own(slack_people, team, person)
        with self._engine.connect() as connection:
            found = connection.execute(select(slack_people.c.language).where(*own)).scalar()
        return cast("Language", found) if found in LANGUAGES else None

    def speaks(self, team: str, person: str, language: Language, now: float) -> None:
        """Somebody is spoken to in a language from now on."""
        row = {"language": language, "at": now}
        self._put(slack_people, {"team": team, "person": person}, row)

    def recent(self, team: str, person: str, most: int) -> list[str]:
        """What somebody asked last, newest first, each once; not what others wrote, nor what one was in need of."""
        asked = (slack_jobs.c.words != "", slack_jobs.c.state.in_(("done", "working")), slack_jobs.c.kind != "shortcut")
        rows = select(slack_jobs.c.words, slack_jobs.c.answer).where(*_own(slack_jobs, team, person), *asked)
        with self._engine.connect() as connection:
            found = connection.execute(rows.order_by(slack_jobs.c.id.desc()).limit(5 * most)).all()
        told = (row.words for row in found if not (row.answer and row.answer["outcome"] == "supported"))
        return list(dict.fromkeys(told))[:most]

    def rate(self, place: dict[str, str], answer: str, rating: str, now: float) -> None:
        """What somebody thinks of an answer: `place` is team, channel, ts and person. It replaces what they thought."""
        row: dict[str, Any] = {"answer": answer, "rating": rating, "reasons": [], "comment": None, "at": now}
        self._put(slack_feedback, place, row)

    def explain(self, place: dict[str, str], reasons: Sequence[str], comment: str | None) -> None:
        """Why somebody thinks so."""
        here = [slack_feedback.c[name] == value for name, value in place.items()]
        with self._engine.begin() as connection:
            connection.execute(update(slack_feedback).where(*here).values(reasons=list(reasons), comment=comment))

    def conversations(self, team: str, person: str | None = None) -> list[str]:
        """What opens the conversations of somebody, or of everybody in a workspace."""

        def own(table: Table) -> tuple[ColumnElement[bool], ...]:
            return _own(table, team, person) if person else (table.c.team == team,)

        with self._engine.connect() as connection:
            last = connection.execute(select(slack_threads.c.conversation).where(*own(slack_threads))).scalars().all()
            # What is asked with a command begins anew each time: a thread names just the last of them.
            answers = connection.execute(select(slack_jobs.c.answer).where(*own(slack_jobs))).scalars().all()
        return list(dict.fromkeys(each for each in (*last, *(a and a["conversation"] for a in answers)) if each))

    def forget(self, team: str, person: str) -> None:
        """Delete what is kept of somebody beside their conversations."""
        with self._engine.begin() as connection:
            # What is being answered is let go, and what was asked is not answered any more.
            mine = _own(slack_jobs, team, person)
            erased: dict[str, Any] = {"words": None, "answer": None, "about": {}, "state": "dropped"}
            connection.execute(update(slack_jobs).where(*mine).values(**erased))
            for table in (slack_threads, slack_feedback, slack_people):
                connection.execute(delete(table).where(*_own(table, team, person)))

    def forget_question(self, team: str, channel: str, thread: str, words: str) -> None:
        """Delete a question that was deleted in Slack from the conversation that it was part of."""
        here = {"team": team, "channel": channel, "thread": thread}
        of_thread = [slack_threads.c[name] == value for name, value in here.items()]
        with self._engine.begin() as connection:
            found = connection.execute(select(slack_threads.c.conversation).where(*of_thread)).scalars().all()
            ids = [each.partition(".")[0] for each in found if each]
            said = (turns.c.conversation_id.in_(ids), turns.c.question == words)
            connection.execute(delete(turns).where(*said))

    def left_with(self, team: str) -> list[str]:
        """A workspace, or all of an organisation that leaves but for those that installed the guide themselves."""
        own = select(slack_installations.c.team)
        others = select(slack_workspaces.c.team).where(
            slack_workspaces.c.enterprise == team, slack_workspaces.c.team.not_in(own)
        )
        with self._engine.connect() as connection:
            return [team, *connection.execute(others).scalars()]

    def leave(self, team: str) -> None:
        """Delete what is kept of a workspace beside its conversations."""
        with self._engine.begin() as connection:
            for table in (*_OF_PEOPLE, slack_installations, slack_workspaces):
                connection.execute(delete(table).where(table.c.team == team))

    def _put(self, table: Table, key: dict[str, str], row: dict[str, Any]) -> None:
        dialect: Any = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        added = dialect.insert(table).values(**key, **row)
        with self._engine.begin() as connection:
            connection.execute(added.on_conflict_do_update(index_elements=list(key), set_=row))


def _own(table: Table, team: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.team == team, table.c.person == person
