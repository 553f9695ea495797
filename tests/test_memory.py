"""Conversations: kept apart, recalled, forgotten, expired."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.memory import Memory, UnknownConversation
from knowledge.library import Library
from knowledge.tables import turns

NOON = datetime(2026, 11, 23, 12)
KEEP_DAYS = 30


@pytest.fixture
def memory(library: Library) -> Memory:
    return Memory(library.catalogue.engine, KEEP_DAYS)


def test_what_was_said_is_recalled_in_its_order(memory: Memory) -> None:
    begun = memory.begin(NOON)
    for number in range(3):
        memory.keep(begun.id, f"question {number}", {"text": f"answer {number}"}, "nl", NOON)
    recalled = memory.recall(begun.id, NOON)
    assert [turn.question for turn in recalled.turns] == ["question 0", "question 1", "question 2"]
    assert recalled.turns[-1].answer == {"text": "answer 2"}
    assert recalled.language == "nl"


def test_a_long_conversation_is_recalled_by_its_end(memory: Memory) -> None:
    begun = memory.begin(NOON)
    for number in range(20):
        memory.keep(begun.id, str(number), {}, "en", NOON)
    said = [turn.question for turn in memory.recall(begun.id, NOON).turns]
    assert said == [str(number) for number in range(20)][-len(said) :]
    assert len(said) < 20


def test_conversations_do_not_mix(memory: Memory) -> None:
    one, other = memory.begin(NOON), memory.begin(NOON)
    memory.keep(one.id, "mine", {}, "en", NOON)
    assert memory.recall(other.id, NOON).turns == ()


def test_an_id_cannot_be_guessed(memory: Memory) -> None:
    begun = {memory.begin(NOON).id for _ in range(50)}
    assert len(begun) == 50
    assert all(len(id) >= 24 for id in begun)


@pytest.mark.parametrize("id", ["", "nobody", "' or 1=1 --", "\x00", "x" * 10_000])
def test_a_conversation_that_was_never_begun_is_unknown(memory: Memory, id: str) -> None:
    memory.begin(NOON)
    with pytest.raises(UnknownConversation):
        memory.recall(id, NOON)


def test_a_conversation_that_is_forgotten_takes_its_turns_with_it(memory: Memory, library: Library) -> None:
    begun = memory.begin(NOON)
    memory.keep(begun.id, "a secret", {}, "en", NOON)
    memory.forget(begun.id)
    with pytest.raises(UnknownConversation):
        memory.recall(begun.id, NOON)
    with library.catalogue.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(turns)).scalar() == 0


def test_a_conversation_expires_after_its_last_turn_and_not_after_its_first(memory: Memory) -> None:
    begun = memory.begin(NOON)
    later = NOON + timedelta(days=KEEP_DAYS - 1)
    memory.keep(begun.id, "still here", {}, "en", later)
    assert memory.expire(NOON + timedelta(days=KEEP_DAYS)) == 0
    assert memory.recall(begun.id, later + timedelta(days=1)).turns


def test_an_expired_conversation_is_unknown_even_before_it_is_deleted(memory: Memory) -> None:
    begun = memory.begin(NOON)
    with pytest.raises(UnknownConversation):
        memory.recall(begun.id, NOON + timedelta(days=KEEP_DAYS))


def test_expiring_deletes_the_old_ones_alone(memory: Memory, library: Library) -> None:
    old, young = memory.begin(NOON), memory.begin(NOON + timedelta(days=10))
    memory.keep(old.id, "old", {}, "en", NOON)
    memory.keep(young.id, "young", {}, "en", NOON + timedelta(days=10))
    assert memory.expire(NOON + timedelta(days=KEEP_DAYS)) == 1
    assert memory.recall(young.id, NOON + timedelta(days=KEEP_DAYS)).turns
    with library.catalogue.engine.connect() as connection:
        assert connection.execute(select(turns.c.question)).scalars().all() == ["young"]
