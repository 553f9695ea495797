"""What calls to a model cost: held within a budget before, written down after."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from threading import Lock

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.sql.elements import ColumnElement

from bot.memory import now
from bot.model.chat import Usage
from knowledge.tables import usage

log = logging.getLogger(__name__)

Prices = Mapping[str, tuple[float, float, float]]
"""Model -> euro for a million tokens read, read from the cache, and written."""
_MILLION = 1_000_000
# Of European languages; a little too many is on the safe side.
_CHARACTERS_A_TOKEN = 3.2


@dataclass(frozen=True, slots=True)
class Budget:
    """The most of a day and of a conversation; 0 is no limit. Euro count where the model has a price."""

    tokens_a_day: int = 0
    tokens_a_conversation: int = 0
    euro_a_day: float = 0.0
    euro_a_conversation: float = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens and, if the model has a price, euro."""

    tokens: int = 0
    euro: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.tokens + other.tokens, self.euro + other.euro)


@dataclass(eq=False, slots=True)
class Call:
    """A call that is let through, and what it may cost at most."""

    conversation: str
    model: str
    purpose: str
    at_most: Cost
    asked: int
    """Tokens of its prompt, estimated."""
    answer: str | None = None
    characters: int = 0
    """What was written so far."""
    usage: Usage | None = None
    reached: bool = False
    """The endpoint began to answer, so that the call is charged even if it says nothing of its cost."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one call cost, and what came of it."""

    model: str
    purpose: str
    usage: Usage
    euro: float | None
    outcome: str
    first_word: float | None = None
    """Seconds until the model's first word."""


@dataclass
class Ledger:
    """Lets a call through while it is within budget, calls under way counted at what they may cost at most."""

    engine: Engine
    budget: Budget = field(default_factory=Budget)
    prices: Prices = field(default_factory=dict)
    told: Callable[[Spent], None] = lambda _: None
    clock: Callable[[], datetime] = now
    _under_way: set[Call] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def enter(self, conversation: str, model: str, purpose: str, prompt: str, tokens: int) -> Call | None:
        """The call, or nothing if it could lead beyond a budget. Whoever enters leaves."""
        asked = tokens_in(prompt)
        cost = Cost(asked + tokens, self._euro(model, Usage(asked, 0, tokens)) or 0.0)
        call = Call(_digest(conversation), model, purpose, cost, asked)
        with self._lock:
            if not self._is_within(call):
                return None
            self._under_way.add(call)
        return call

    def leave(self, call: Call, outcome: str, first_word: float | None = None) -> None:
        """Write down what the call cost. A call that never reached its model cost nothing."""
        try:
            if call.reached or call.usage:
                self._write(call, outcome, first_word)
            else:
                self.told(Spent(call.model, call.purpose, Usage(0, 0, 0), None, outcome))
        except Exception:
            log.exception("what a call to the model cost could not be written down")
        finally:
            with self._lock:
                self._under_way.discard(call)

    def _is_within(self, call: Call) -> bool:
        budget = self.budget
        today = datetime.combine(self.clock().date(), time.min)
        everyone = [each.at_most for each in self._under_way]
        same = [each.at_most for each in self._under_way if each.conversation == call.conversation]
        bounds = (
            (budget.tokens_a_day, budget.euro_a_day, usage.c.at >= today, everyone),
            (
                budget.tokens_a_conversation,
                budget.euro_a_conversation,
                usage.c.conversation == call.conversation,
                same,
            ),
        )
        for tokens, euro, those, beside in bounds:
            if not tokens and not euro:
                continue
            total = sum(beside, self._spent(those) + call.at_most)
            if (tokens and total.tokens > tokens) or (euro and total.euro > euro):
                return False
        return True

    def _spent(self, those: ColumnElement[bool]) -> Cost:
        sums = select(func.sum(usage.c.read + usage.c.written), func.sum(usage.c.euro)).where(those)
        with self.engine.connect() as connection:
            tokens, euro = connection.execute(sums).one()
        return Cost(int(tokens or 0), float(euro or 0.0))

    def _write(self, call: Call, outcome: str, first_word: float | None) -> None:
        used = call.usage or Usage(call.asked, 0, tokens_in("x" * call.characters))
        euro = self._euro(call.model, used)
        row = {
            "at": self.clock(),
            "conversation": call.conversation,
            "answer": call.answer,
            "purpose": call.purpose,
            "model": call.model,
            "read": used.read,
            "cached": used.cached,
            "written": used.written,
            "estimated": call.usage is None,
            "euro": euro,
            "outcome": outcome,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(usage).values(**row))
        self.told(Spent(call.model, call.purpose, used, euro, outcome, first_word))

    def _euro(self, model: str, used: Usage) -> float | None:
        price = self.prices.get(model)
        if price is None:
            return None
        read, cached, written = price
        whole = (used.read - used.cached) * read + used.cached * cached + used.written * written
        return whole / _MILLION


def tokens_in(text: str) -> int:
    """About how many tokens a text has, rather too many than too few; no tokenizer is downloaded for it."""
    return int(len(text) / _CHARACTERS_A_TOKEN) + 1


def _digest(conversation: str) -> str:
    return hashlib.sha256(conversation.encode()).hexdigest()[:32]
