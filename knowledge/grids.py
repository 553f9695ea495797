"""The tables of a text: their columns, their rows, and where each row stands, verbatim (pure).

A table is one drawn with upright strokes, tabs or blanks, or a series of headings with the same named facts under
each, as a list of people is often written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge import front_matter
from knowledge.plain import cells_of, is_rule, plain

Span = tuple[int, int]

# What is wider or longer is no table that a person reads.
_WIDEST, _MOST_ROWS = 24, 2_000
_FEWEST_DRAWN = 3
_FEWEST_OF_TOTALS = 2
_LONGEST_NAME = 60
_LONGEST_LINE = 2_000
# A longer line with a colon in it is a sentence.
_LONGEST_FACT = 180
_ESCAPED = re.compile(r"\\\|")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_NAMED = re.compile(r"(?:[-*+•]\s+)?(?:\*\*)?([^\W\d_][^:|*\n]{0,58}?)(?:\*\*)?\s?:(?:\*\*)?\s+(\S.*)")


_TOTAL = re.compile(
    r"(?:(?:grand|sub|eind|sous)[ -]?)?tota(?:l|als|le|ux|al)\b(?! \w+ \w+ \w)|algemeen totaal\b|(?:som|sum|somme)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of their columns, as plain text, and where each stands; cells of one line stand together."""

    cells: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    columns: tuple[str, ...]
    """What its columns are called; empty for one without a name."""
    rows: tuple[Row, ...]
    head: Span | None = None
    """Where the line stands that names the columns."""
    headings: tuple[str, ...] = ()
    """The headings that it stands under, outermost first, and the line that leads up to it."""
    of_facts: bool = False
    """Each row is the name of a fact and the fact, all of one thing."""

    @property
    def totals(self) -> frozenset[int]:
        """The rows that add up the others: they are none of them."""
        if len(self.columns) < _FEWEST_OF_TOTALS:
            return frozenset()
        return frozenset(at for at, row in enumerate(self.rows) if at and _TOTAL.match(row.cells[0].strip()))


def grids_of(text: str) -> list[Grid]:
    """Every table of a text, in order. Rows without a single cell that says something are left out."""
    return [*_fields(text), *_drawn(text), *_series(text)]


def _fields(text: str) -> Iterator[Grid]:
    """The facts of the front matter."""
    rows: list[Row] = []
    for start, end in front_matter.fields(text):
        name, _, value = text[start:end].partition(":")
        cells = (plain(name.replace("_", " ")), plain(value.strip().strip("\"'")))
        rows.append(Row(cells, ((start, end),) * 2))
    if rows:
        yield Grid(("", ""), tuple(rows[:_MOST_ROWS]), of_facts=True)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    cells: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.text)


def _lines(text: str) -> Iterator[_Line]:
    ends = front_matter.end_of(text)
    at = ends[2] if ends else 0
    for raw in text[at:].splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        indent = len(line) - len(line.lstrip())
        yield _Line(line.strip(), at + indent)
        at += len(raw)


def _with_cells(line: _Line) -> _Line:
    if len(line.text) > _LONGEST_LINE or not any(mark in line.text for mark in ("|", "\t", "  ")):
        return line
    body = line.text.removesuffix("|").rstrip()
    inner = body.removeprefix("|")
    start = line.start + len(body) - len(inner.lstrip())
    cells = tuple(plain(cell.replace("\0", "|")) for cell in cells_of(_ESCAPED.sub("\0", line.text)))
    if not 2 <= len(cells) <= _WIDEST:
        return line
    return _Line(inner.strip(), start, cells)


def _drawn(text: str) -> Iterator[Grid]:
    headings: list[tuple[int, str]] = []
    run: list[_Line] = []
    lead = ""
    for line in [*_lines(text), _Line("", len(text))]:
        celled = _with_cells(line)
        if run and len(celled.cells) != len(run[0].cells) and not is_rule(line.text):
            yield from _grid(run, tuple(title for _, title in headings), lead)
            run, lead = [], ""
        if heading := _HEADING.fullmatch(line.text):
            headings = [(level, title) for level, title in headings if level < len(heading[1])]
            headings.append((len(heading[1]), plain(heading[2])))
            lead = ""
        elif celled.cells or (run and is_rule(line.text)):
            run.append(celled)
        elif line.text:
            lead = plain(line.text)


def _grid(lines: Sequence[_Line], headings: tuple[str, ...], lead: str) -> Iterator[Grid]:
    rules = [number for number, line in enumerate(lines) if is_rule(line.text)]
    if not rules and (len(lines) < _FEWEST_DRAWN or not all(lines[0].cells)):
        return
    names = rules[0] - 1 if rules else 0
    if names < 0 or names > 1:
        return
    above = (*headings, *([lead] if lead and len(lead) <= _LONGEST_LINE else []))
    rows = [Row(line.cells, (line.span,) * len(line.cells)) for line in lines[names + 1 :] if not is_rule(line.text)]
    rows = [row for row in rows if any(row.cells)][:_MOST_ROWS]
    columns = lines[names].cells
    head = lines[names].span if any(columns) else None
    if rows and head and len(columns) >= _FEWEST_DRAWN and _names_a_group(rows[0]):
        columns, rows = (*columns, ""), _with_groups(rows)
    if rows:
        yield Grid(columns, tuple(rows), head, above, of_facts=len(columns) == 2 and not any(columns))


def _names_a_group(row: Row) -> bool:
    """Only its first cell says something: `Second year`, above the rows of that year."""
    return bool(row.cells[0]) and not any(row.cells[1:]) and not _TOTAL.match(row.cells[0])


def _with_groups(rows: Sequence[Row]) -> list[Row]:
    """The rows, each with the name of its group as a last cell."""
    found: list[Row] = []
    group = rows[0]
    for row in rows:
        if _names_a_group(row):
            group = row
        else:
            found.append(Row((*row.cells, group.cells[0]), (*row.spans, group.spans[0])))
    return found


_Fact = tuple[str, str, Span]
"""What it is called, what it is, and where it stands."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading with the named facts right under it."""

    level: int
    title: str
    span: Span
    above: tuple[str, ...]
    facts: tuple[_Fact, ...] = ()


def _series(text: str) -> Iterator[Grid]:
    """Neighbouring headings of one level, each with facts under the same names."""
    run: list[_Section] = []
    for section in [*_sections(text), None]:
        fits = section is not None and len(section.facts) >= 2
        if run and (section is None or not fits or section.level != run[0].level or not _shares(run[-1], section)):
            yield from _of_sections(run)
            run = []
        if fits and section is not None:
            run.append(section)


def _shares(one: _Section, other: _Section) -> bool:
    names = {name.casefold() for name, _, _ in one.facts}
    return len(names & {name.casefold() for name, _, _ in other.facts}) >= 2


def _of_sections(sections: Sequence[_Section]) -> Iterator[Grid]:
    for section in sections:
        rows = tuple(Row((name, value), (span, span)) for name, value, span in section.facts[:_MOST_ROWS])
        yield Grid(("", ""), rows, None, (*section.above, section.title), of_facts=True)
    if len(sections) < 2:
        return
    names = list(dict.fromkeys(name for section in sections for name, _, _ in section.facts))[:_WIDEST]
    every = []
    for section in sections:
        facts = {name: (value, span) for name, value, span in reversed(section.facts)}
        values = [facts.get(name, ("", section.span)) for name in names]
        every.append(Row((section.title, *(v for v, _ in values)), (section.span, *(s for _, s in values))))
    yield Grid(("", *names), tuple(every), None, sections[0].above)


def _sections(text: str) -> Iterator[_Section]:
    path: list[tuple[int, str]] = []
    current: _Section | None = None
    facts: list[_Fact] = []
    for line in _lines(text):
        if heading := _HEADING.fullmatch(line.text):
            if current:
                yield replace(current, facts=tuple(facts))
            path = [(level, title) for level, title in path if level < len(heading[1])]
            above = tuple(title for _, title in path)
            title = plain(heading[2])
            path.append((len(heading[1]), title))
            at = line.start + line.text.index(heading[2]) if heading[2] else line.start
            current, facts = _Section(len(heading[1]), title, (at, at + len(heading[2])), above), []
        elif current and len(line.text) <= _LONGEST_FACT and (fact := _NAMED.fullmatch(line.text)):
            start = line.start + fact.start(1)
            facts.append((plain(fact[1]), plain(fact[2]), (start, line.start + len(line.text))))
    if current:
        yield replace(current, facts=tuple(facts))
