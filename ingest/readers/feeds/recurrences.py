"""When an event that repeats takes place, as its rules say, in bounded time."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from types import FrameType

from dateutil.rrule import rruleset, rrulestr

_MOST = 400
"""Occurrences of one event."""
_TOO_OFTEN = re.compile(r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)|BY(?:HOUR|MINUTE|SECOND)=\d+,", re.I)
# A weekly seminar since 1970 takes 0.03 s. A rule that is never met is looked through until the year 9999.
_LONGEST = 2.0
_SCRUPLES = 5
"""Rules that took too long, after which no other is tried."""


@dataclass(slots=True)
class Patience:
    """How many more rules of a calendar may take too long."""

    left: int = _SCRUPLES


def occurrences(
    rules: Iterable[str],
    first: datetime,
    *,
    also: Iterable[datetime],
    never: Iterable[datetime],
    zone: tzinfo,
    between: tuple[datetime, datetime],
    patience: Patience,
) -> list[datetime]:
    """What the clock shows at each occurrence within a time, in order: by the rules, and `also` but `never`.

    Raises ValueError with the reason if a rule is wrong or would take too long.
    """
    if patience.left <= 0:
        raise ValueError("too many events before it repeat in ways that are never met")
    every = rruleset()
    for rule in rules:
        if _TOO_OFTEN.search(rule):
            raise ValueError("it repeats more than once a day")
        every.rrule(rrulestr(_until_on(rule, zone), dtstart=first))
    every.rdate(first)
    for at in also:
        every.rdate(at)
    for at in never:
        every.exdate(at)
    begin, end = between
    found: list[datetime] = []
    with _for_a_while(patience):
        for at in every.xafter(begin, count=_MOST, inc=True):
            if at >= end:
                break
            found.append(at)
    return found


def _until_on(rule: str, zone: tzinfo) -> str:
    """The rule with its end on the event's own clock, as the days are counted."""

    def own(found: re.Match[str]) -> str:
        until = datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"UNTIL={until.astimezone(zone):%Y%m%dT%H%M%S}"

    # A day as the end means all of that day.
    return re.sub(r"UNTIL=(\d{8})(?=;|\Z)", r"UNTIL=\1T235959", re.sub(r"UNTIL=(\d{8}T\d{6}Z)", own, rule))


@contextmanager
def _for_a_while(patience: Patience) -> Iterator[None]:
    """Bounds the work. dateutil looks on inside one step, so that nothing else could stop it but a process's end.

    Calendars are read in a process of their own, which has one thread; in another thread there is no such clock.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        patience.left -= 1
        raise ValueError("its repetition is never met, or takes too long to work out")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
