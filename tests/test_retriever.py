"""The library as a LangChain retriever, as somebody else's chain would use it."""

from __future__ import annotations

from datetime import timedelta

from fakes import TODAY, document, stock
from langchain_core.runnables import RunnableLambda

from knowledge.library import Library
from knowledge.retriever import LibraryRetriever


def retriever(library: Library, **options: object) -> LibraryRetriever:
    return LibraryRetriever(library=library, today=lambda: TODAY, **options)


def test_it_finds_what_the_library_finds_in_the_same_order(library: Library) -> None:
    stock(
        library,
        document("The cleanroom needs gowns.", address="a.md"),
        document("The patent needs a claim.", address="b.md"),
    )
    found = retriever(library).invoke("cleanroom gowns")
    assert [d.id for d in found] == [m.passage.id for m in library.search("cleanroom gowns", today=TODAY)]
    assert found[0].page_content == "The cleanroom needs gowns."


def test_each_document_carries_what_a_citation_needs(library: Library) -> None:
    stock(library, document("# Work\n\n## Gowns\n\nThe cleanroom needs gowns.", address="a.md", title="Work"))
    (found,) = retriever(library).invoke("gowns")
    assert found.metadata | {"checked": None} == {
        "title": "Work",
        "heading": "Gowns",
        "document": "a.md",
        "address": "a.md",
        "kind": "page",
        "language": "en",
        "checked": None,
    }


def test_what_has_expired_is_not_found(library: Library) -> None:
    stock(library, document("The cleanroom needs gowns.", expires=TODAY - timedelta(days=1)))
    assert retriever(library).invoke("gowns") == []


def test_it_can_be_narrowed_and_bounded(library: Library) -> None:
    stock(
        library,
        *(document(f"Gowns for room {n}.", address=f"{n}.md") for n in range(5)),
        document("Gowns on offer.", address="vacancy.md", kind="vacancy"),
    )
    assert len(retriever(library, limit=2).invoke("gowns")) == 2
    assert [d.metadata["document"] for d in retriever(library, kinds=["vacancy"]).invoke("gowns")] == ["vacancy.md"]


async def test_it_stands_in_a_chain_and_answers_without_blocking(library: Library) -> None:
    stock(library, document("The cleanroom needs gowns."))
    chain = retriever(library) | RunnableLambda(lambda found: found[0].page_content)
    assert await chain.ainvoke("gowns") == "The cleanroom needs gowns."
