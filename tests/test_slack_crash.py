"""The process is killed while questions come in again, twice and out of order (behaviours 6, 8, 36)."""

from __future__ import annotations

from benchmarks.slack_intake import crashes


async def test_nothing_is_lost_and_nothing_answered_twice_when_the_process_is_killed() -> None:
    """6, 8: a small version of `python -m benchmarks.slack_intake`."""
    told = await crashes(questions=40, events=160, kills=2, seed=11)
    assert (told["questions"], told["lost"], told["duplicated"]) == (40, 0, 0)
