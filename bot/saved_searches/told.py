"""What is said of saved searches: in sentences, with the vacancies quoted as in any answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.cards import cards
from bot.citations import Paragraph, Piece, cite, evidence_of
from bot.compose import compose
from bot.compose.criteria import in_words
from bot.compose.vacancies import called
from bot.conversation import Answer, Card, Outcome
from bot.criteria import Criteria
from bot.gather import Findings
from bot.gather.vacancies import page_of
from bot.matching import Matched
from bot.saved_searches.store import SavedSearch
from bot.searches import Search
from bot.understand import Request
from knowledge.library import Library
from knowledge.records import Document, Language
from prompts import reply

SHOWN = 5
"""So many vacancies are told of a search in one message."""


class Teller:
    """Puts into words what saved searches are and have found."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def words(self, criteria: Criteria, language: Language) -> str:
        """Criteria in words of a language."""
        return ", ".join(self.parts(criteria, language))

    def parts(self, criteria: Criteria, language: Language) -> list[str]:
        """Each criterion in a few words."""
        return in_words(criteria, language, called(language, self._library.records("path")))

    def lines(self, searches: Sequence[SavedSearch], language: Language) -> list[str]:
        """Each search in a line, numbered."""
        return [self._line(number, search, language) for number, search in enumerate(searches, 1)]

    def _line(self, number: int, search: SavedSearch, language: Language) -> str:
        words, until = self.words(search.criteria, language), search.until.date()
        if search.paused:
            return reply(language, "saved.line_paused", number=number, criteria=words, until=until)
        return reply(language, "saved.line", number=number, criteria=words, until=until)

    def card(self, search: SavedSearch, language: Language) -> Card:
        """A search to be shown, and changed by its id."""
        details = {"paused": search.paused, "until": search.until.date().isoformat(), "ending": search.warned}
        return Card("search", search.id, self.words(search.criteria, language), "", details)

    def vacancies(
        self, criteria: Criteria, vacancies: Sequence[Document], language: Language, today: date
    ) -> tuple[list[Piece], tuple[Card, ...]]:
        """Vacancies that meet criteria, a line and a quote each, and as cards."""
        if not vacancies:
            return [], ()
        shown = vacancies[:SHOWN]
        request = Request("", "", language, "vacancies", criteria=criteria, search=Search(criteria, ("",)))
        found = Findings(
            request,
            vacancies=vacancies,
            matched=Matched(meeting=shown),
            shown=shown,
            pages={v.address: page_of(v, self._library, today) for v in shown},
        )
        # Its first paragraph says how many there are; that is said otherwise here.
        return list(compose(found).paragraphs[1:]), cards(found, {})

    def answer(
        self, said: Sequence[Piece | str], language: Language, *, conversation: str = "", outcome: Outcome = "answered",
        cards: tuple[Card, ...] = (), suggestions: tuple[str, ...] = (),
    ) -> Answer:  # fmt: skip
        """Sentences as an Answer, for the person alone."""
        pieces = [Paragraph(each) if isinstance(each, str) else each for each in said]
        documents: Mapping[str, Document] = self._library.behind([e.passage for e in evidence_of(pieces)])
        text, citations = cite(pieces, documents)
        plain = Answer(secrets.token_urlsafe(12), conversation, text, language, outcome, "fixed", citations)
        return replace(plain, cards=cards, suggestions=suggestions, personal=True)
