"""What one would otherwise write: LangChain's splitter and its Chroma store, put together as their tutorials do."""

from collections.abc import Iterator
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.embeddings import Embeddings as Model

_BATCH = 5000


class E5(Embeddings):
    """The model as LangChain asks for it, with the prefix for passages or for questions."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.sentences(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._model.question(text).tolist()


class FortyLines:
    def __init__(self, folder: Path, model: Model) -> None:
        self._store = Chroma("guide", E5(model), persist_directory=str(folder))
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def index(self, folder: Path) -> None:
        chunks = self._splitter.split_documents(_documents(folder))
        # With ids of their own, so that a second run replaces the chunks instead of doubling them.
        ids = [f"{chunk.metadata['source']}#{number}" for number, chunk in enumerate(chunks)]
        # Chroma refuses more than 5,461 at a time.
        for start in range(0, len(chunks), _BATCH):
            self._store.add_documents(chunks[start : start + _BATCH], ids=ids[start : start + _BATCH])

    def passages(self) -> int:
        return len(self._store.get(include=[])["ids"])

    def search(self, question: str, limit: int) -> list[str]:
        return [found.metadata["source"] for found in self.chunks(question, limit)]

    def chunks(self, question: str, limit: int) -> list[Document]:
        return self._store.similarity_search(question, k=limit)

    def close(self) -> None:
        """Chroma writes as it goes; there is nothing to do."""


def _documents(folder: Path) -> Iterator[Document]:
    for file in sorted(folder.rglob("*.md")):
        yield Document(file.read_text(encoding="utf-8"), metadata={"source": file.relative_to(folder).as_posix()})
