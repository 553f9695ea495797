"""What the library holds: frozen records in an adviser's words, with no behaviour beyond themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Language = Literal["en", "nl", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "nl", "fr")

Kind = Literal["path", "programme", "course", "event", "vacancy", "page"]
"""What a document is about; `page` is anything that carries no record of its own."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a fact comes from, as the reader may check it."""

    title: str
    publisher: str = ""
    address: str | None = None
    as_of: str | None = None
    """The year or day the source speaks of, as the source gives it."""


FAMILIES = ("clinical", "quality", "production", "laboratory", "data", "medical", "business", "public")
"""The families of career paths, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class CareerPath:
    """A way to work in life sciences. What its people do, the steps and the why and why not are the
    sections of its pages, one page a language; this is what those pages share."""

    id: str
    family: str
    names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    entry: Mapping[str, str]
    """Ladder (professional bachelor, academic bachelor, master) -> usual, possible, rare or no."""
    phd: str
    """not asked, a plus, often asked or usual."""
    themes: tuple[str, ...] = ()
    """What the work is about, as people say what they like: lab, writing, patients, ... See `bot/cues.toml`."""
    esco: str | None = None
    isco: str | None = None


Need = Literal["required", "preferred", "not asked", "unknown"]
"""How much a vacancy wants a thing. What it is silent about is unknown, never `not asked`."""

ASPECTS = ("phd", "degree", "experience", "nl", "fr", "en", "driving_licence", "work_permit")
"""What is looked for in every vacancy; `nl`, `fr` and `en` are the languages one must speak."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much a vacancy wants one thing, with the line that says so, verbatim."""

    need: Need
    line: str | None = None
    detail: str | None = None
    """For a degree its ladder (professional bachelor, academic bachelor, master, PhD), for experience its years."""


SILENT = Verdict("unknown")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A job. `example` marks the invented ones that ship for demonstrations."""

    id: str
    title: str
    employer: str
    places: tuple[str, ...] = ()
    """As the source writes them."""
    country: str | None = None
    """Its two letters, such as BE."""
    remote: str | None = None
    """none, partly or full."""
    contract: str | None = None
    """permanent, fixed term, internship, traineeship, temporary, freelance or student job."""
    hours: str | None = None
    """full-time or part-time; both where either will do."""
    salary: str | None = None
    """As the source writes it."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """Aspect -> how much it is wanted; what is not in it is unknown."""
    path: str | None = None
    """The career path that it is a job of, by its id."""
    posted: date | None = None
    closes: date | None = None
    """The last day to apply."""
    closed: str | None = None
    """Why it is closed, if its source says so."""
    apply: str | None = None
    addresses: tuple[str, ...] = ()
    """Where a reader can open it; all of them, if it was found at several."""
    example: bool = False

    def verdict(self, aspect: str) -> Verdict:
        """How much it wants one thing; unknown, if nothing was said."""
        return self.verdicts.get(aspect, SILENT)


@dataclass(frozen=True, slots=True)
class Course:
    """Something to follow, with the skills that it teaches."""

    id: str
    name: str
    provider: str
    skills: tuple[str, ...] = ()
    format: str | None = None
    starts: date | None = None
    ends: date | None = None
    deadline: date | None = None
    place: str | None = None
    language: str | None = None
    """The language of teaching, as the source writes it."""
    price: str | None = None
    duration: str | None = None
    address: str | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something to go to. No date is ever guessed: `starts` is None until an organiser names it."""

    id: str
    name: str
    organiser: str
    starts: date | None = None
    starts_at: datetime | None = None
    """To the minute, with its time zone, where the organiser says so."""
    ends: date | None = None
    ends_at: datetime | None = None
    place: str | None = None
    online: bool = False
    cancelled: bool = False
    last_known: str | None = None
    address: str | None = None


Facts = CareerPath | Vacancy | Course | Event


@dataclass(frozen=True, slots=True)
class Document:
    """One thing read, as Markdown.

    `source` names the place it was listed by (a folder, a site, the shelf) and `address` is the
    document's own place in it: a path relative to the folder, or a URL. Together they are its
    identity. `link` is where a reader can open it, if that is elsewhere than `address`.
    """

    source: str
    address: str
    title: str
    kind: Kind
    language: Language
    text: str
    fingerprint: str
    """Of the bytes and of the reader that read them: unchanged means nothing to do."""
    checked: date
    """When somebody or something last looked whether it still holds."""
    says_checked: bool = False
    """The document itself states that day, so that finding it unchanged does not make it younger."""
    part_of: str | None = None
    """The address of the file or page that lists it among others; None if it is a file or page itself."""
    work: str | None = None
    """Shared by the pages that say the same thing in several languages: `path/market-access`."""
    link: str | None = None
    published: date | None = None
    expires: date | None = None
    facts: Facts | None = None
    references: tuple[Reference, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names of what the document is about, in any language: they help a search to find it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a passage that can be quoted: `passage.text[start:end]`, verbatim."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched and cited: a stretch of a document under one heading."""

    id: str
    document_id: str
    title: str
    heading: str
    """The headings above it, outermost first, joined by ' > '; empty at the top of a document."""
    address: str
    link: str | None
    kind: Kind
    language: Language
    text: str
    sentences: tuple[Sentence, ...]
    checked: date
    work: str | None = None
    expires: date | None = None
    part_of: str | None = None

    @property
    def ingested(self) -> str:
        """The address under which it was ingested: of a sheet or of an item of a feed that of the whole file."""
        return self.part_of or self.address

    @property
    def section(self) -> str:
        """The innermost of its headings."""
        return self.heading.rpartition(" > ")[2]

    def quote(self, number: int) -> str:
        """Sentence `number` as it stands in the document."""
        sentence = self.sentences[number]
        return self.text[sentence.start : sentence.end]


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that a search found, with what the search saw in it. Order is the rank."""

    passage: Passage
    nearness: tuple[float, ...]
    """Cosine of each sentence's vector with the question's, in the passage's order."""
    words: float
    """Keyword weight (BM25, higher is better), 0 where no word of the question occurs."""
