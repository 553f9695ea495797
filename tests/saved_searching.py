"""Somebody who keeps searches in the tests: a guide that does, vacancies that open and close, a clock to set."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fakes import TODAY, FakeEmbeddings, document, stock
from talking import LONGEST_QUESTION

from bot.assistant import Assistant, as_json
from bot.conversation import Answer
from bot.memory import Memory
from bot.saved_searches import Clerk
from knowledge.library import Library
from knowledge.records import CareerPath, Document, Vacancy, Verdict

NAMES = {
    "quality-assurance": ("Quality assurance", "kwaliteitsborging", "assurance qualité"),
    "quality-control": ("Quality control", "kwaliteitscontrole", "contrôle qualité"),
}
ALIASES = {"quality-assurance": ("QA",), "quality-control": ("QC",)}


def path(id: str) -> Document:
    names = dict(zip(("en", "nl", "fr"), NAMES[id], strict=True))
    record = CareerPath(id, "quality", names, {"en": ALIASES[id]}, {}, "not asked")  # type: ignore[arg-type]
    text = f"# {names['en']}\n\nWhat its people do."
    return document(text, address=f"{id}.md", title=names["en"], kind="path", work=f"path/{id}", facts=record)


def vacancy(id: str, title: str = "QA Officer", *places: str, phd: Any = "not asked", **fields: Any) -> Document:
    """A vacancy; in Ghent and without a PhD if nothing else is said."""
    source = fields.pop("source", "tests")
    facts = Vacancy(
        id,
        title,
        fields.pop("employer", f"Employer {id.upper()}"),
        places or ("Ghent",),
        verdicts={"phd": Verdict(phd)},
        **fields,
    )
    text = f"# {title}\n\n{facts.employer} is looking for a colleague."
    return document(
        text, address=f"{id}.md", title=title, kind="vacancy", work=f"vacancy/{id}", facts=facts, source=source,
        expires=facts.closes,
    )  # fmt: skip


@dataclass
class Desk:
    """A guide that keeps searches."""

    library: Library
    memory: Memory
    clerk: Clerk
    assistant: Assistant
    clock: list[datetime]

    @classmethod
    def on(cls, folder: Path, *vacancies: Document, days: int = 90) -> Desk:
        library = Library(folder / "library", FakeEmbeddings())
        stock(library, *(path(id) for id in NAMES), *vacancies)
        memory = Memory(library.catalogue.engine, keep_days=30)
        clock = [datetime(2026, 11, 23, 9)]
        clerk = Clerk(
            library,
            library.catalogue.engine,
            lambda: clock[0].date(),
            lambda: clock[0],
            days=days,
            conversation_days=30,
        )
        assistant = Assistant(library, memory, today=lambda: TODAY, question_limit=LONGEST_QUESTION, searches=clerk)
        return cls(library, memory, clerk, assistant, clock)

    @classmethod
    def beside(cls, other: Desk) -> Desk:
        """Another process on the same database."""
        clerk = Clerk(
            other.library, other.library.catalogue.engine, lambda: other.clock[0].date(), lambda: other.clock[0],
            days=90, conversation_days=30,
        )  # fmt: skip
        return cls(other.library, other.memory, clerk, other.assistant, other.clock)

    def ask(
        self, question: str, conversation: str | None = None, owner: str | None = "slack:T1:U1", language: Any = None
    ) -> dict[str, Any]:
        """The answer to a question, as JSON."""

        async def every() -> list[Any]:
            return [piece async for piece in self.assistant.reply(question, conversation, language, owner)]

        last = asyncio.run(every())[-1]
        assert isinstance(last, Answer)
        return as_json(last)

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.clock[0] += timedelta(**time)

    def due(self, *, tell: bool = True) -> dict[str, list[str]]:
        """Who is told of which vacancies now."""
        told: dict[str, list[str]] = {}
        for notice in self.clerk.watch.due(self.clock[0]):
            said = self.clerk.watch.begin(notice, self.clock[0])
            if said:
                told[notice.owner] = [document.facts.id for _, found in said.found for document in found]  # type: ignore[union-attr]
            if tell:
                self.clerk.watch.sent(notice)
        return told

    def searches(self, owner: str = "slack:T1:U1") -> list[str]:
        """Somebody's searches, in English."""
        return [self.clerk.teller.words(each.criteria, "en") for each in self.clerk.store.of(owner, self.clock[0])]
