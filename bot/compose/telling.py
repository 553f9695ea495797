"""Which sentences of those found an answer tells, and how: the best first, lists whole, no more than one reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cues
from bot.attributes import asks_whether
from bot.citations import Evidence, Paragraph
from bot.compose.draft import language_name, lead, point, sentence
from bot.compose.fields import is_field, value_of
from bot.evidence import Line
from bot.numerals import numbers_in
from bot.understand import Request
from knowledge.keywords import query_stems
from knowledge.orders import is_order
from knowledge.plain import spoken
from knowledge.records import Passage
from knowledge.sections import LISTS
from prompts import reply

# So many sentences are read whatever their length; short ones, as of a list or a table, are a few more, while all
# together have so many words.
_ALWAYS, _MOST, _MOST_WORDS, _SHORT = 6, 9, 75, 8
# A sentence this much weaker than the best does not belong in the same answer.
_MARGIN = 6.0
# Sentences that share more of their words than this say the same twice.
_ALIKE = 0.5
# A list is told whole; one longer than this is a catalogue.
_MOST_OF_A_LIST = 20
_SHORTEST_LIST = 3
_LOOKED_AT = 8
# The first sentence of a section of advice opens an answer unless another one stands out by this much.
_MARGIN_OF_AN_OPENING = 1.5
# Beside a section of advice that answers an open question, others are told only if they come this near.
_MARGIN_BESIDE_ADVICE = 4.0
# Where one value is asked for, others are told only if they come this near.
_MARGIN_OF_A_VALUE = 3.5
# A whole sentence that is this much weaker opens an answer better than an item of a list.
_MARGIN_OF_A_LEAD = 3.0
# Items of a list that are all asked for are about equally near to the question.
_MARGIN_IN_A_LIST = 4.0
# Of a shorter list, so many items among those told mean that the others belong to it.
_BEGUN, _COMPLETED, _SHORT_LIST = 2, 12, 5
# What is one item at most.
_ONE_VALUE = ("pay", "amount", "time", "long", "number", "percent", "contact")


def best_told(lines: Sequence[Line]) -> list[Line]:
    """The lines in the order in which they are told, which is not that in which they prove that there is an answer."""
    return sorted(lines, key=lambda line: -line.fit)


def told(request: Request, lines: Sequence[Line], parts: Sequence[Line]) -> list[Paragraph]:
    """What an answer tells of lines, the first of which opens it; `parts` answer what else the question asks."""
    first, *others = _opening_well(request, [_in_prose(line, lines) for line in lines])
    if whole := _whole_list(request, first, lines):
        return whole
    besides = [line for line in parts if _place(line) != _place(first)]
    others = [line for line in others if not _is_out_of_place(request, first, line)]
    if _is_advice(request, first):
        others = [line for line in others if _fits_beside(line, first)]
    if request.asks in _ONE_VALUE:
        others = [line for line in others if not _is_a_value_of_another(line, first)]
    chosen = _with_lists_completed(request, _further(first, [*besides, *others], len(besides)), lines)
    return [lead(request, first), *(point(request, line) for line in chosen if line is not first)]


def _opening_well(request: Request, lines: Sequence[Line]) -> list[Line]:
    """The lines, each once, and first the one that opens an answer best: of a section of advice its first sentence,
    which says what the others go on about, and no item of a list, such as `Read about patents`, where a sentence says
    nearly as much."""
    every = list({_place(line): line for line in lines}.values())
    first = every[0]
    if _is_advice(request, first):
        section = [line for line in every if line.passage.id == first.passage.id and not line.admits_silence]
        opening = min(section, key=lambda line: line.number, default=first)
        near = opening.fit >= first.fit - _MARGIN_OF_AN_OPENING and not is_item(opening.passage, opening.number)
        lead = opening if near else first
    elif _is_a_bare_item(first) or _is_an_address(first):
        least = first.bearing.own if asks_whether(cues.flattened(request.question)) else 0.0
        whole = (one for one in every if one.fit >= first.fit - _MARGIN_OF_A_LEAD and not _is_a_bare_item(one))
        # Whether a driving licence is needed, the item that speaks of it says better than the sentence above.
        lead = next((one for one in whole if not is_field(one.passage) and one.bearing.own >= least), first)
    else:
        return every
    return [lead, *(line for line in every if line is not lead)]


def _is_advice(request: Request, first: Line) -> bool:
    """An open question, and a section of a page of advice that answers it best."""
    return request.asks is None and first.passage.kind == "programme" and bool(first.passage.heading)


def _fits_beside(line: Line, first: Line) -> bool:
    return line.passage.id == first.passage.id or line.fit >= first.fit - _MARGIN_BESIDE_ADVICE


def _is_a_value_of_another(line: Line, first: Line) -> bool:
    """On our own pages, which say of each thing what it is of, a share or a sum that fits much less than the first is
    that of something else."""
    ours = line.passage.kind != "page"
    return ours and line.has_asked and line.fit < first.fit - _MARGIN_OF_A_VALUE


def _is_out_of_place(request: Request, first: Line, line: Line) -> bool:
    """Beside an answer in the reader's own language an open question needs nothing in another one, and a bare address
    is for whoever asks for it."""
    foreign = line.passage.language != request.language == first.passage.language
    ours = line.passage.kind != "page"
    return _is_an_address(line) or (request.asks is None and foreign and ours)


def _is_an_address(line: Line) -> bool:
    return is_field(line.passage) and "://" in line.text


def _is_a_bare_item(line: Line) -> bool:
    of_a_list = line.passage.kind == "path" and line.passage.section in LISTS
    return of_a_list and is_item(line.passage, line.number)


def _in_prose(line: Line, lines: Sequence[Line]) -> Line:
    """The sentence of the same document that says a fact of its front matter in words, if there is one."""
    if not is_field(line.passage):
        return line
    value = value_of(line.text, line.passage.language).casefold()
    there = (one for one in lines if one.passage.document_id == line.passage.document_id)
    return next((one for one in there if not is_field(one.passage) and value in one.text.casefold()), line)


def _further(first: Line, lines: Sequence[Line], certain: int) -> list[Line]:
    """The sentences that go with the first one, passage by passage, in the order of their sources. The first so many
    are `certain`.

    The best one is right three times in five, and one of the best five nearly always that is right at all: a fact
    more to read is less of a loss than the one that was asked for.
    """
    chosen = [first]
    said = [(first, _stems(first))]
    words = len(first.text.split())
    for number, line in enumerate(lines):
        # They come best first, so none that follows is strong enough.
        if len(chosen) == _MOST or (number >= certain and line.fit < first.fit - _MARGIN):
            break
        stems, more = _stems(line), len(line.text.split())
        too_long = len(chosen) >= _ALWAYS and (more > _SHORT or words + more > _MOST_WORDS)
        if not too_long and not any(_says_it_again(line, stems, *earlier) for earlier in said):
            chosen.append(line)
            said.append((line, stems))
            words += more
    place = {line.passage.id: n for n, line in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda line: (line is not first, place[line.passage.id], line.number))


def _with_lists_completed(request: Request, chosen: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """The chosen ones, and where they have begun a list that is soon read, the rest of it, in its place and order."""
    told: list[Line] = []
    for line in chosen:
        if line not in told:
            whole = _list_begun(request, line, chosen, lines) if len(told) < _ALWAYS else []
            told += whole or [line]
    return told


def _list_begun(request: Request, line: Line, chosen: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    passage = line.passage
    begun = [other for other in chosen if other.passage.id == passage.id and is_item(passage, other.number)]
    every = [other for other in lines if other.passage.id == passage.id and is_item(passage, other.number)]
    alone = 0 if request.asks in _ONE_VALUE else _SHORT_LIST
    most, words = (_COMPLETED, _MOST_WORDS) if len(begun) >= _BEGUN else (alone, _MOST_WORDS // 2)
    is_read = len(every) <= most and sum(len(other.text.split()) for other in every) <= words
    return sorted(every, key=lambda item: item.number) if line in begun and is_read else []


def _says_it_again(line: Line, stems: set[str], earlier: Line, said: set[str]) -> bool:
    """Sentences of one section of advice differ, however many words they share: advantages and disadvantages."""
    of_one_section = line.passage.id == earlier.passage.id and line.passage.kind == "programme"
    return not of_one_section and _alike(stems, said) and not _of_two(line, earlier)


def _of_two(one: Line, other: Line) -> bool:
    """Two documents say the like in other numbers: both are told."""
    apart = one.passage.document_id != other.passage.document_id
    return apart and one.has_asked and not numbers_in(one.text) <= numbers_in(other.text)


def _place(line: Line) -> tuple[str, int]:
    return line.passage.id, line.number


def _stems(line: Line) -> set[str]:
    return set(query_stems(spoken(line.text)))


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) / max(1, min(len(one), len(other))) > _ALIKE


def _whole_list(request: Request, first: Line, lines: Sequence[Line]) -> list[Paragraph]:
    """All of a list, if the best sentence is one of its items or leads up to it, and its items are near too."""
    passage = first.passage
    items = [n for n in range(len(passage.sentences)) if is_item(passage, n)]
    near = [line for line in lines[:_LOOKED_AT] if line.passage.id == passage.id and line.number in items]
    if request.asks in _ONE_VALUE or not near or len(items) < _SHORTEST_LIST:
        return []
    if passage.kind == "path" and asks_whether(cues.flattened(request.question)):
        # `Do they travel a lot?` is answered by the sentence that speaks of it.
        return []
    told = [Paragraph(sentence(passage, n), Evidence(passage, n, n), point=True) for n in items[:_MOST_OF_A_LIST]]
    if first.number == items[0] - 1:
        return [lead(request, first), *told]
    # An item that stands out was asked for by itself.
    alike = [line for line in near if line.fit >= first.fit - _MARGIN_IN_A_LIST]
    if first.number not in items or len(alike) < _SHORTEST_LIST or not passage.heading:
        return []
    return [Paragraph(_list_heading(request, passage)), *told]


def _list_heading(request: Request, passage: Passage) -> str:
    heading = f"{passage.title}: {passage.section.rstrip(':?')}"
    if passage.language == request.language:
        return reply(request.language, "frame.list", heading=heading)
    return reply(request.language, "frame.foreign_list", heading=heading, language=language_name(request, passage))


def is_item(passage: Passage, number: int) -> bool:
    """Whether a sentence is an item of a list, and no order to the reader's machine."""
    marked = _is_marked(passage, number) or (number == 0 and _begins_a_list(passage))
    return marked and not is_order(passage.quote(number))


def _is_marked(passage: Passage, number: int) -> bool:
    before = passage.text[: passage.sentences[number].start].rsplit("\n", 1)[-1].strip()
    return before in ("-", "*", "+", "•") or before.rstrip(".)").isdigit()


def _begins_a_list(passage: Passage) -> bool:
    """A passage begins after the mark of its first item: it is one if the next comes on the next line."""
    following = next((n for n in range(1, len(passage.sentences)) if _is_marked(passage, n)), None)
    if following is None or passage.quote(0).rstrip().endswith(":"):
        return False
    return passage.text[: passage.sentences[following].start].count("\n") == 1
