"""The things that a page describes in the vocabulary of schema.org, however it writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_DEEPEST = 12
_NOT_OF_ITSELF = frozenset(("superEvent", "hasCourseInstance", "courseInstance", "isPartOf", "subjectOf", "review"))
"""What stands here belongs to the thing around it, and is told with it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: its types without their vocabulary, and the values of its properties."""

    types: frozenset[str]
    properties: Mapping[str, tuple[object, ...]]
    """A value is a text, a number, a yes or no, or another Thing."""

    def every(self, *names: str) -> tuple[object, ...]:
        """All values of the first of these properties that has any."""
        return next((values for name in names if (values := self.properties.get(name))), ())

    def first(self, *names: str) -> object | None:
        """The first value of the first of these properties that has any."""
        return next(iter(self.every(*names)), None)

    def things(self, *names: str) -> tuple[Thing, ...]:
        """Those values that are things themselves."""
        return tuple(value for value in self.every(*names) if isinstance(value, Thing))

    def name(self, *names: str) -> object | None:
        """A value as text: a thing stands for its name."""
        for value in self.every(*names):
            found = value.first("name", "legalName", "value", "@id") if isinstance(value, Thing) else value
            if found is not None and not isinstance(found, Thing):
                return found
        return None

    def words(self, *names: str) -> list[object]:
        """Every value as text, things by their names."""
        every = (value.first("name", "value") if isinstance(value, Thing) else value for value in self.every(*names))
        return [value for value in every if value is not None and not isinstance(value, Thing)]


def walk(thing: Thing, depth: int = 0) -> Iterator[Thing]:
    """The thing, and those within it that stand for themselves."""
    yield thing
    for name, values in thing.properties.items():
        for value in values if depth < _DEEPEST and name not in _NOT_OF_ITSELF else ():
            if isinstance(value, Thing):
                yield from walk(value, depth + 1)
