"""The library as a LangChain retriever, for our own model room and for anybody's chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.library import Library
from knowledge.records import Kind, Language, Match


class LibraryRetriever(BaseRetriever):
    """Finds passages as LangChain documents, best first: the text, and as metadata all that a citation needs."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    today: Callable[[], date] = Field(default=date.today)
    language: Language | None = None
    kinds: Sequence[Kind] | None = None
    limit: int = Field(default=8, ge=1)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        found = self.library.search(
            query, today=self.today(), language=self.language, kinds=self.kinds, limit=self.limit
        )
        return [
            Document(id=match.passage.id, page_content=match.passage.text, metadata=_metadata(match)) for match in found
        ]


def _metadata(match: Match) -> dict[str, Any]:
    passage = match.passage
    return {
        "title": passage.title,
        "heading": passage.heading,
        "document": passage.ingested,
        "address": passage.link or passage.address,
        "kind": passage.kind,
        "language": passage.language,
        "checked": passage.checked.isoformat(),
    }
