"""What was asked in Slack and what became of it, in the database: taken once, claimed by one, never lost."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.channels.slack.asked import Deleted, Heard, Question, Stop
from knowledge.slack_tables import slack_events, slack_feedback, slack_jobs, slack_people, slack_threads

_PARKED = 180.0
"""Seconds that a reply waits for the mention which may come after it."""
_REMEMBERED = 7 * 86_400.0
"""Slack delivers for an hour; who redelivers after a week is somebody else."""
SETTLES = 0.3
"""Seconds in which a reply lets an earlier one of its thread overtake it."""
_LOOKED_BACK = 300
_GONE_ON = ("waiting", "working")


@dataclass(frozen=True, slots=True)
class Job:
    """A question that a worker has taken on."""

    id: int
    ref: str
    kind: str
    team: str
    channel: str
    thread: str
    ts: str
    person: str
    words: str | None
    about: Mapping[str, Any]
    tries: int
    answer: Mapping[str, Any] | None
    sent: Sequence[Mapping[str, Any]]
    at: float


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation of one person in one thread."""

    conversation: str | None
    personal: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A question that was deleted in Slack."""

    id: int
    thread: str
    words: str | None


_COLUMNS = [slack_jobs.c[name] for name in Job.__dataclass_fields__]


class Ledger:
    """The questions of Slack. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hear(self, delivery: str, heard: Heard, now: float) -> bool:
        """Write down a message that is meant for the guide. Tells whether there is something to do."""
        question = heard.question
        with self._engine.begin() as connection:
            if not self._is_new(connection, delivery, now):
                return False
            if heard.addressed:
                self._engage(connection, question, now)
                return self._add(connection, question, now, settles=heard.is_reply)
            if not heard.is_reply:
                return False
            return self._overhear(connection, heard, now)

    def take(self, question: Question, now: float) -> bool:
        """Write down what a command or a button asks. Tells whether it is new."""
        with self._engine.begin() as connection:
            return self._add(connection, question, now, settles=False)

    def _overhear(self, connection: Connection, heard: Heard, now: float) -> bool:
        question = heard.question
        rows = connection.execute(
            select(slack_threads.c.person, slack_threads.c.quiet).where(*_same_thread(slack_threads, question))
        ).all()
        own = next((row for row in rows if row.person == question.person), None)
        if own and not own.quiet and not heard.to_others:
            return self._add(connection, question, now, settles=True)
        if rows:
            # People talk to each other now: the guide waits until it is addressed again.
            connection.execute(update(slack_threads).where(*_same_thread(slack_threads, question)).values(quiet=True))
            return False
        # The mention may be on its way. Nobody meant the guide yet, so the words are not kept.
        self._add(connection, question, now, settles=False, parked=True)
        return False

    def _engage(self, connection: Connection, question: Question, now: float) -> None:
        row: dict[str, Any] = {
            **_place(question),
            "person": question.person,
            "quiet": False,
            "personal": False,
            "at": now,
        }
        connection.execute(self._insert(slack_threads).values(**row).on_conflict_do_nothing())
        same = update(slack_threads).where(*_same_thread(slack_threads, question))
        connection.execute(same.values(quiet=False, at=now))
        waiting = (slack_jobs.c.state == "parked", slack_jobs.c.ts > question.ts)
        mine = (*_same_thread(slack_jobs, question), slack_jobs.c.person == question.person)
        connection.execute(update(slack_jobs).where(*mine, *waiting).values(state="waiting", due=now))

    def _add(
        self, connection: Connection, question: Question, now: float, *, settles: bool, parked: bool = False
    ) -> bool:
        row: dict[str, Any] = {
            **_place(question),
            "key": question.key,
            "ref": secrets.token_urlsafe(12),
            "kind": question.kind,
            "ts": question.ts,
            "person": question.person,
            "words": None if parked else question.words,
            "about": dict(question.about),
            "state": "parked" if parked else "waiting",
            "due": now + (SETTLES if settles else 0.0),
            "tries": 0,
            "stopped": False,
            "sent": [],
            "at": now,
        }
        if connection.execute(self._insert(slack_jobs).values(**row).on_conflict_do_nothing()).rowcount:
            return not parked
        if parked:
            return False
        there = update(slack_jobs).where(slack_jobs.c.key == question.key)
        late = there.where(slack_jobs.c.state == "parked").values(state="waiting", words=question.words, due=now)
        # What failed when it was pressed may be pressed again.
        failed = there.where(slack_jobs.c.state == "failed", slack_jobs.c.kind.in_(("button", "share")))
        anew = failed.values(state="waiting", about=dict(question.about), tries=0, due=now, at=now)
        return any(connection.execute(each).rowcount for each in (late, anew))

    def _is_new(self, connection: Connection, delivery: str, now: float) -> bool:
        if not delivery:
            return True
        row = self._insert(slack_events).values(id=delivery[:128], at=now).on_conflict_do_nothing()
        return bool(connection.execute(row).rowcount)

    def claim(self, worker: str, now: float, lease: float) -> Job | None:
        """The next question that nobody works on, those of one thread in their order; it is this worker's now."""
        other = slack_jobs.alias()
        held = and_(other.c.state == "working", other.c.lease >= now, other.c.id != slack_jobs.c.id)
        lost = and_(other.c.state == "working", other.c.ts < slack_jobs.c.ts)
        earlier = and_(other.c.state == "waiting", other.c.ts < slack_jobs.c.ts)
        # Private questions of one person share a thread of no name, and need not wait for each other.
        before = exists().where(
            other.c.team == slack_jobs.c.team,
            other.c.channel == slack_jobs.c.channel,
            other.c.thread == slack_jobs.c.thread,
            ~other.c.thread.startswith("~"),
            or_(held, lost, earlier),
        )
        ready = or_(
            and_(slack_jobs.c.state == "waiting", slack_jobs.c.due <= now),
            and_(slack_jobs.c.state == "working", slack_jobs.c.lease < now),
        )
        first = select(slack_jobs.c.id).where(ready, ~before).order_by(slack_jobs.c.id).limit(1)
        values = {"state": "working", "worker": worker, "lease": now + lease, "tries": slack_jobs.c.tries + 1}
        with self._engine.connect() as connection:
            # Looked at before: an update that changes nothing would still keep other writers waiting.
            if connection.execute(first).first() is None:
                return None
        taken = update(slack_jobs).where(slack_jobs.c.id == first.scalar_subquery(), ready).values(**values)
        with self._engine.begin() as connection:
            row = connection.execute(taken.returning(*_COLUMNS)).first()
        return Job(**row._mapping) if row else None

    def hold(self, worker: str, ids: Collection[int], until: float) -> set[int]:
        """Keep hold of what this worker is at. Gives those that are to be let go: stopped, deleted or lost."""
        if not ids:
            return set()
        mine = (slack_jobs.c.id.in_(ids), slack_jobs.c.worker == worker, slack_jobs.c.state == "working")
        kept = update(slack_jobs).where(*mine, slack_jobs.c.stopped.is_(False)).values(lease=until)
        with self._engine.begin() as connection:
            return set(ids) - {row.id for row in connection.execute(kept.returning(slack_jobs.c.id))}

    def let_go_of_all(self, now: float) -> int:
        """Make ready whatever a process that is gone was at. For a database that one process alone writes."""
        gone = update(slack_jobs).where(slack_jobs.c.state == "working").values(state="waiting", due=now, lease=None)
        with self._engine.begin() as connection:
            return connection.execute(gone).rowcount

    def put_back(self, id: int, due: float) -> None:
        """Leave a question for later; it does not count as a try."""
        self._set(id, state="waiting", due=due, lease=None, tries=slack_jobs.c.tries - 1)

    def note_sent(self, id: int, sent: Sequence[Mapping[str, Any]]) -> None:
        """Write down which messages show an answer."""
        self._set(id, sent=[dict(each) for each in sent])

    def note_answer(self, job: Job, answer: Mapping[str, Any], personal: bool, now: float) -> bool:
        """Write down an answer before it is delivered, and the conversation that it belongs to. False, and nothing is
        kept, if its question was taken back or forgotten meanwhile."""
        row = {"conversation": answer["conversation"], "language": answer["language"], "personal": personal, "at": now}
        with self._engine.begin() as connection:
            asked_still = (slack_jobs.c.id == job.id, slack_jobs.c.state != "dropped")
            if not connection.execute(update(slack_jobs).where(*asked_still).values(answer=dict(answer))).rowcount:
                return False
            place = {"team": job.team, "channel": job.channel, "thread": job.thread, "person": job.person}
            added = self._insert(slack_threads).values(**place, quiet=False, **row)
            connection.execute(added.on_conflict_do_update(index_elements=list(place), set_=row))
        return True

    def finish(self, id: int, state: str, failure: str | None = None) -> None:
        """What became of a question: done, failed, stopped."""
        self._set(id, state=state, failure=failure, lease=None)

    def _set(self, id: int, **values: Any) -> None:
        open_still = (slack_jobs.c.id == id, slack_jobs.c.state != "dropped")
        with self._engine.begin() as connection:
            connection.execute(update(slack_jobs).where(*open_still).values(**values))

    def stop(self, stop: Stop) -> set[int]:
        """Stop what is under way in a thread. Gives what is being worked on."""
        there = [slack_jobs.c.team == stop.team, slack_jobs.c.channel == stop.channel]
        if stop.thread:
            there.append(slack_jobs.c.thread == stop.thread)
        under_way = update(slack_jobs).where(*there, slack_jobs.c.state.in_(_GONE_ON))
        with self._engine.begin() as connection:
            rows = connection.execute(under_way.values(stopped=True, due=0.0).returning(slack_jobs.c.id)).all()
        return {row.id for row in rows}

    def drop(self, gone: Deleted) -> Gone | None:
        """Forget a message that was deleted, its words and its answer."""
        here = slack_jobs.c.key == f"message:{gone.team}:{gone.channel}:{gone.ts}"
        with self._engine.begin() as connection:
            row = connection.execute(
                select(slack_jobs.c.id, slack_jobs.c.thread, slack_jobs.c.words, slack_jobs.c.state).where(here)
            ).first()
            if row is None:
                return None
            connection.execute(update(slack_jobs).where(here).values(words=None, answer=None))
            open_ones = update(slack_jobs).where(here, slack_jobs.c.state.in_((*_GONE_ON, "parked")))
            connection.execute(open_ones.values(state="dropped"))
        return Gone(row.id, row.thread, row.words)

    def state(self, id: int) -> str | None:
        """How a question stands."""
        with self._engine.connect() as connection:
            return connection.execute(select(slack_jobs.c.state).where(slack_jobs.c.id == id)).scalar()

    def is_stopped(self, id: int) -> bool:
        """Somebody wants no more of it."""
        with self._engine.connect() as connection:
            return bool(connection.execute(select(slack_jobs.c.stopped).where(slack_jobs.c.id == id)).scalar())

    def thread(self, job: Job) -> Thread:
        """The conversation that a question goes on with."""
        mine = (*_same_thread(slack_threads, job), slack_threads.c.person == job.person)
        columns = (slack_threads.c.conversation, slack_threads.c.personal)
        with self._engine.connect() as connection:
            row = connection.execute(select(*columns).where(*mine)).first()
        return Thread(row.conversation, row.personal) if row else Thread(None, False)

    def thread_of(self, team: str, channel: str, ts: str) -> str | None:
        """The thread in which a message of ours stands, if it is one of the last."""
        there = (slack_jobs.c.team == team, slack_jobs.c.channel == channel, ~slack_jobs.c.thread.startswith("~"))
        last = select(slack_jobs.c.thread, slack_jobs.c.sent).where(*there).order_by(slack_jobs.c.id.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(last.limit(_LOOKED_BACK)).all()
        return next((row.thread for row in rows if any(each.get("ts") == ts for each in row.sent)), None)

    def shown_in(self, job: Job) -> set[str]:
        """The messages of a thread that are known to be ours."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(slack_jobs.c.sent).where(*_same_thread(slack_jobs, job))).all()
        return {each["ts"] for row in rows for each in row.sent if each.get("ts")}

    def of(self, ref: str) -> Job | None:
        """The question that a button speaks of."""
        with self._engine.connect() as connection:
            row = connection.execute(select(*_COLUMNS).where(slack_jobs.c.ref == ref)).first()
        return Job(**row._mapping) if row else None

    def expire(self, now: float, days: int) -> None:
        """Delete what is too old: questions with their answers, threads, opinions, deliveries."""
        parked = and_(slack_jobs.c.state == "parked", slack_jobs.c.at < now - _PARKED)
        with self._engine.begin() as connection:
            connection.execute(delete(slack_jobs).where(parked))
            connection.execute(delete(slack_events).where(slack_events.c.at < now - _REMEMBERED))
            for table in (slack_jobs, slack_threads, slack_feedback, slack_people):
                connection.execute(delete(table).where(table.c.at < now - days * 86_400))

    def _insert(self, table: Table) -> Any:
        return (postgresql if self._engine.dialect.name == "postgresql" else sqlite).insert(table)


def _place(question: Question | Job) -> dict[str, str]:
    return {"team": question.team, "channel": question.channel, "thread": question.thread}


def _same_thread(table: Table, question: Question | Job) -> tuple[Any, ...]:
    return tuple(table.c[name] == value for name, value in _place(question).items())
