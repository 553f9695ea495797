"""Which model's vectors a library holds: stamped on it, and checked before anything is searched or put."""

from __future__ import annotations

from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.embeddings import Embeddings, Remote
from knowledge.errors import EmbeddingsDown, WrongEmbedding

_MODEL, _DIMENSION = "embedding", "embedding dimension"
_UNFINISHED = "unfinished: "
_REBUILD = "`opinno library rebuild` embeds it anew; nothing is lost."


class Stamp:
    """The stamp of a library in a folder, and the embeddings that it is opened with."""

    def __init__(self, catalogue: Catalogue, embeddings: Embeddings, folder: Path) -> None:
        self._catalogue, self._embeddings, self._folder = catalogue, embeddings, folder

    def check(self, any_model: bool) -> bool:
        """Whether the library's vectors are of this model. Raises WrongEmbedding if not, unless `any_model`."""
        ours, written_by = self._embeddings.name, self._catalogue.stamped(_MODEL)
        if written_by is None:
            self._catalogue.stamp(_MODEL, ours)
        elif written_by != ours and not any_model:
            if written_by.startswith(_UNFINISHED):
                raise WrongEmbedding(
                    f"The library in {self._folder} was to be embedded anew, and that was cut off. "
                    "`opinno library rebuild` begins again; nothing is lost."
                )
            raise WrongEmbedding(
                f"The library in {self._folder} was written with the embedding model {written_by}, and this guide "
                f"uses {ours}. {_REBUILD}"
            )
        return written_by in (None, ours) and self._fits(any_model)

    def check_dimension(self, dimension: int) -> None:
        """Note how long the vectors are, or raise WrongEmbedding if the others are not as long."""
        known = self._catalogue.stamped(_DIMENSION)
        if known is None:
            self._catalogue.stamp(_DIMENSION, str(dimension))
        elif known != str(dimension):
            raise WrongEmbedding(
                f"The library in {self._folder} has vectors of {known} numbers, and {self._embeddings.name} now gives "
                f"{dimension}. {_REBUILD}"
            )

    def begin_anew(self) -> None:
        """Until `renew`, no model may open the library for use: some of its vectors are of one, some of another."""
        self._catalogue.stamp(_MODEL, f"{_UNFINISHED}{self._embeddings.name}")

    def renew(self) -> None:
        """All vectors are of this model now."""
        self._catalogue.stamp(_MODEL, self._embeddings.name)
        if dimension := self._embeddings.dimension:
            self._catalogue.stamp(_DIMENSION, str(dimension))

    def _fits(self, any_model: bool) -> bool:
        """Whether the model of this name still has vectors as the library's: an endpoint may have changed it."""
        there, dimension = self._embeddings, self._catalogue.stamped(_DIMENSION)
        if not isinstance(there, Remote) or dimension is None:
            return True
        if not any_model:
            there.expect(int(dimension))
            return True
        try:
            return len(there.question("warm")) == int(dimension)
        except EmbeddingsDown:
            # The index alone can be made anew without it.
            return True
