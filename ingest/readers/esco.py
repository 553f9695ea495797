"""ESCO's own release as CSV files: the occupations near our career paths, with the skills that they ask."""

from __future__ import annotations

import json
import logging
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile

import knowledge
from ingest.readers.markup import line
from ingest.readers.markup import markdown as clean_markdown
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable, reading
from ingest.readers.tables import delimited
from ingest.readers.text import markdown
from knowledge.language import language_of
from knowledge.records import LANGUAGES, Language

log = logging.getLogger(__name__)

_PATHS = Path(knowledge.__file__).parent / "shelf" / "paths"
_HEADERS = (
    ("relations", {"occupationuri", "relationtype", "skilluri"}),
    ("occupations", {"concepturi", "iscogroup", "preferredlabel"}),
    ("skills", {"concepturi", "skilltype", "preferredlabel"}),
    ("other", {"concepturi", "preferredlabel"}),
    ("other", {"concepturi", "broaderuri"}),
    ("other", {"originalskilluri", "relatedskilluri"}),
)
_VERSION = re.compile(r"\bv?(\d+\.\d+(?:\.\d+)?)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|[_\s-])(en|nl|fr)(?=[_\s.-]|$)", re.IGNORECASE)
_CONCEPT = re.compile(r"https?://data\.europa\.eu/esco/[\w/.-]+")
# Of three thousand occupations these are the ones that a student of life sciences may come to: sciences, statistics,
# process and environmental engineering, health, teaching and research, their technicians, and what sells their work.
_NEAR_LIFE_SCIENCES = (
    "1223 1342 1349 211 212 213 2143 2145 2149 221 225 226 231 232 2433 311 313 314 321 324 3522".split()
)
_HEAD = 4_096
_LARGEST = 400 * 2**20
_MOST_FILES = 200
_MOST_ALIASES = 40
_MOST_OCCUPATIONS = 5_000

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "from": "Where this comes from",
        "source": "{esco}, the European classification of occupations, European Commission. Reuse is allowed"
        " by Commission Decision 2011/833/EU.",
        "version": "ESCO version {}",
        "names": "Other names",
        "essential": "Essential skills and knowledge",
        "optional": "Optional skills and knowledge",
    },
    "nl": {
        "from": "Waar dit vandaan komt",
        "source": "{esco}, de Europese classificatie van beroepen, Europese Commissie. Hergebruik is toegestaan"
        " door Besluit 2011/833/EU van de Commissie.",
        "version": "ESCO versie {}",
        "names": "Andere namen",
        "essential": "Essentiële vaardigheden en kennis",
        "optional": "Optionele vaardigheden en kennis",
    },
    "fr": {
        "from": "D'où cela vient",
        "source": "{esco}, la classification européenne des professions, Commission européenne. La"
        " réutilisation est autorisée par la décision 2011/833/UE de la Commission.",
        "version": "ESCO version {}",
        "names": "Autres noms",
        "essential": "Compétences et connaissances essentielles",
        "optional": "Compétences et connaissances facultatives",
    },
}

Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    name: str
    open: Open


@dataclass(frozen=True, slots=True)
class _Occupation:
    uri: str
    code: str
    label: str
    aliases: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """The skills of an occupation, as addresses of concepts."""

    essential: dict[str, None] = field(default_factory=dict)
    optional: dict[str, None] = field(default_factory=dict)


def part_of(head: bytes) -> str | None:
    """What a file that begins so is in ESCO's release: occupations, skills, relations, other; None if no part of it."""
    first = head[:_HEAD].decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    names = {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", first)}
    return next((kind for kind, headers in _HEADERS if headers <= names), None)


def read_folder(files: Mapping[str, Path], groups: Collection[str] = ()) -> Iterator[Reading]:
    """A page for each occupation near the life sciences, near our career paths or in a group given, in each language.

    A group of ISCO stands for all that begin so. `files` are the release's, by name, or the zip archive of them.
    Raises Unreadable if none lists occupations.
    """
    with ExitStack() as archives:
        parts = list(_parts(files, archives))
        yield from _pages(parts, [*files, *map(str, files.values())], groups)


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """The pages of a release: of its zip archive, or of the files that a `Release` names."""
    if stream.read(2) == b"PK":
        stream.seek(0)
        with ExitStack() as archives:
            yield from _pages(list(_packed(stream, archives)), [address], ())
        return
    stream.seek(0)
    named = json.load(stream)
    yield from read_folder({name: Path(path) for name, path in named["files"].items()}, named["groups"])


def is_archive(stream: BinaryIO) -> bool:
    """Whether a zip archive holds ESCO's list of occupations."""
    try:
        with ExitStack() as archives:
            return any(part.kind == "occupations" for part in _packed(stream, archives))
    except Unreadable:
        return False


def _pages(parts: list[_Part], names: Collection[str], groups: Collection[str]) -> Iterator[Reading]:
    if not any(part.kind == "occupations" for part in parts):
        raise Unreadable("There is no list of occupations among the files of ESCO.")
    version = _version([*names, *(part.name for part in parts)])
    wanted = (*_our_groups(), *_NEAR_LIFE_SCIENCES, *(str(group) for group in groups))
    listed = {part.name: _occupations(part, wanted) for part in parts if part.kind == "occupations"}
    asked = _asked(parts, {one.uri for occupations in listed.values() for one in occupations})
    for name, occupations in listed.items():
        spoken = _language(name, occupations)
        if spoken is None:
            log.warning("left out %s: it is in none of our languages", name)
            continue
        labels = _labels(parts, spoken, asked)
        for one in occupations:
            yield _page(one, asked.get(one.uri, _Asked()), labels, spoken, version)


def _parts(files: Mapping[str, Path], archives: ExitStack) -> Iterator[_Part]:
    for name, path in list(files.items())[:_MOST_FILES]:
        if path.suffix.lower() == ".zip":
            yield from _packed(archives.enter_context(_file(path)), archives)
            continue
        with path.open("rb") as file:
            kind = part_of(file.read(_HEAD))
        if kind:
            yield _Part(kind, name, partial(_file, path))


def _packed(file: BinaryIO, archives: ExitStack) -> Iterator[_Part]:
    try:
        archive = archives.enter_context(ZipFile(file))
        entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
        if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _LARGEST:
            raise Unreadable(TOO_COMPLEX)
        for entry in entries:
            with archive.open(entry) as first:
                kind = part_of(first.read(_HEAD))
            if kind:
                yield _Part(kind, entry.filename, partial(_entry, archive, entry.filename))
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error) as error:
        raise Unreadable("The archive of ESCO's files is damaged or protected.") from error


def _file(path: Path) -> BinaryIO:
    return path.open("rb")


def _entry(archive: ZipFile, name: str) -> BinaryIO:
    return cast(BinaryIO, archive.open(name))


def _records(part: _Part) -> Iterator[dict[str, str]]:
    with part.open() as file:
        rows = delimited.rows(file)
        names = [name.strip().lower() for name in next(rows, [])]
        for row in rows:
            if len(row) == len(names):
                yield dict(zip(names, row, strict=True))


def _occupations(part: _Part, wanted: tuple[str, ...]) -> list[_Occupation]:
    found: list[_Occupation] = []
    for record in _records(part):
        uri, label = record["concepturi"].strip(), line(record["preferredlabel"], 200)
        group = record["iscogroup"].strip().removeprefix("C")
        # Every edition also lists what it no longer uses.
        used = record.get("status", "released").strip().lower() in ("released", "")
        if used and label and group.startswith(wanted) and _CONCEPT.fullmatch(uri) and len(found) < _MOST_OCCUPATIONS:
            aliases = [name for name in map(line, record.get("altlabels", "").split("\n")) if name and name != label]
            said = record.get("description") or record.get("definition") or ""
            code = line(record.get("code"), 30) or group
            found.append(
                _Occupation(uri, code, label, tuple(dict.fromkeys(aliases))[:_MOST_ALIASES], clean_markdown(said))
            )
    return found


def _asked(parts: list[_Part], occupations: Collection[str]) -> dict[str, _Asked]:
    found: dict[str, _Asked] = {}
    for part in parts:
        for record in _records(part) if part.kind == "relations" else ():
            if (uri := record["occupationuri"].strip()) in occupations:
                asked = found.setdefault(uri, _Asked())
                essential = record["relationtype"].strip().lower() == "essential"
                (asked.essential if essential else asked.optional)[record["skilluri"].strip()] = None
    return found


def _labels(parts: list[_Part], spoken: Language, asked: Mapping[str, _Asked]) -> dict[str, str]:
    """Skill -> its name in a language."""
    wanted = {uri for one in asked.values() for uri in (*one.essential, *one.optional)}
    return {
        record["concepturi"].strip(): label
        for part in parts
        if part.kind == "skills" and _named_language(part.name) in (spoken, None)
        for record in _records(part)
        if record["concepturi"].strip() in wanted and (label := line(record["preferredlabel"], 200))
    }


def _page(one: _Occupation, asked: _Asked, labels: Mapping[str, str], spoken: Language, version: str | None) -> Reading:
    words = _WORDS[spoken]
    esco = words["version"].format(version) if version else "ESCO"
    title = f"{one.label} (ESCO)"
    sections = [f"# {title}", one.description]
    for name, items in (
        ("essential", [labels[uri] for uri in asked.essential if uri in labels]),
        ("optional", [labels[uri] for uri in asked.optional if uri in labels]),
        ("names", one.aliases),
    ):
        if items:
            sections += [f"## {words[name]}", "\n".join(f"- {item}" for item in items)]
    # Last and apart: above the description it would be quoted for every question that names ESCO.
    sections += [f"## {words['from']}", words["source"].format(esco=f"{esco} ({one.code})")]
    identity = f"esco/{one.uri.rpartition('/')[2]}"
    metadata: dict[str, object] = {
        "kind": "page",
        "id": f"{identity}/{spoken}",
        "translates": identity,
        "title": title,
        "language": spoken,
        "link": one.uri,
        "aliases": [*one.aliases, *_our_names().get((one.code, spoken), ())],
        "sources": [{"title": esco, "publisher": "European Commission", "address": one.uri}],
    }
    return reading(title, "\n\n".join(section for section in sections if section), metadata)


def _version(names: Collection[str]) -> str | None:
    return next((found[1] for name in names if (found := _VERSION.search(name))), None)


def _language(name: str, occupations: list[_Occupation]) -> Language | None:
    if said := _named_language(name):
        return said
    if re.search(r"_[a-z]{2}\.csv\Z", name, re.IGNORECASE):
        return None  # It names its language, and that is none of ours.
    return language_of(" ".join(one.description for one in occupations[:20])) if occupations else None


def _named_language(name: str) -> Language | None:
    found = _LANGUAGE.search(PurePosixPath(name).stem)
    return next((language for language in LANGUAGES if found and language == found[1].lower()), None)


@cache
def _our_paths() -> tuple[Mapping[str, object], ...]:
    """The front matter of our career paths, in every language."""
    return tuple(markdown.read(page.read_bytes()).metadata for page in sorted(_PATHS.glob("*.md")))


def _codes(path: Mapping[str, object]) -> list[str]:
    esco = path.get("esco")
    codes = (path.get("isco"), esco.get("code") if isinstance(esco, dict) else None)
    return [str(code) for code in codes if code]


@cache
def _our_groups() -> frozenset[str]:
    """The groups of ISCO that our career paths name."""
    return frozenset(code.split(".")[0] for path in _our_paths() for code in _codes(path))


@cache
def _our_names() -> Mapping[tuple[str, str], list[str]]:
    """Code and language -> what our path of that code is called: so it is found by who knows only our name."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in _our_paths():
        for code in _codes(path):
            found.setdefault((code, str(path.get("language"))), []).append(str(path.get("title")))
    return found
