"""What a question names: sentences of documents that have nothing to do with it answer nothing (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot import cues
from bot.evidence import Line
from bot.naming import words_naming
from bot.since import is_month
from bot.understand import Request
from knowledge import keywords
from knowledge.records import Document, Language, Passage

# A sentence so much weaker than the best may stand before it where its page is about what is asked.
_NEARLY, _A_LITTLE = 4.5, 0.1
# A document says at its very beginning what it is about.
_OPENS = 240
# Nor do these tell documents apart.
_OF_MANY = frozenset(
    "je phds cv cvs hr it eu eea eer master bachelor wallonie wallonia europe european europese europeen".split()
)


def of_what_is_named(
    lines: Sequence[Line], request: Request, meant: AbstractSet[str], openings: Mapping[str, str]
) -> list[Line]:
    """The lines of documents with what the question names, or its conversation where it names nothing itself; all of
    them where no document is about that. `meant` are the documents that the conversation points at, `openings` how
    documents begin, by id."""
    # What names a career path is told of under its other names, too.
    names = list(_names(request.question, request.paths))
    if not names and request.before:
        names = list(_names(request.before[0], request.paths))
    if not names:
        return list(lines)
    passages = {line.passage.id: line.passage for line in lines}.values()
    titled = {each.document_id for each in passages if _is_about(each, openings.get(each.document_id, ""), names)}
    if not titled:
        return list(lines)
    about = {each.document_id for each in passages if _speaks_of(each, openings.get(each.document_id, ""), names)}
    return [
        line
        for line in lines
        if line.passage.document_id in titled | meant
        or (line.passage.document_id in about and not _is_of_another(line, names))
    ]


def own_page_first(lines: Sequence[Line], request: Request) -> list[Line]:
    """The lines, and before all others what the page says that has the name of the question for its title, if it says
    nearly as surely what is asked for: another page tells of it in passing, and of other things beside it."""
    names = list(_names(request.question, request.paths))
    if not names and request.before:
        names = list(_names(request.before[0], request.paths))
    own = _titled(lines, names)
    told = [line for line in lines if line.passage.work == own and (line.has_asked or line.admits_silence)]
    spoken = [line for line in told if line.passage.language == request.language] or told
    if own is None or not spoken:
        return list(lines)
    best, first = max(line.score for line in lines), max(spoken, key=lambda line: line.score)
    if first.score == best or first.score < best - _NEARLY:
        return list(lines)
    surest = max(lines, key=lambda line: line.fit).bearing
    raised = replace(first, score=best + _A_LITTLE, bearing=surest)
    return [raised, *(line for line in lines if line is not first)]


def _titled(lines: Sequence[Line], names: Sequence[Sequence[str]]) -> str | None:
    """The one work whose title has most of the words of a name."""
    titles = {(line.passage.work, line.passage.title): line.passage.language for line in lines if line.passage.work}
    found: dict[str, int] = {}
    for (work, title), language in titles.items():
        there = set(keywords.words(title)) | set(keywords.terms(title, language))
        most = max((len(name) for name in names if all(_word_in(word, there) for word in name)), default=0)
        found[str(work)] = max(found.get(str(work), 0), most)
    most = max(found.values(), default=0)
    works = [work for work, number in found.items() if number == most]
    return works[0] if most and len(works) == 1 else None


def _is_about(passage: Passage, opening: str, names: Sequence[Sequence[str]]) -> bool:
    return _has(f"{passage.title} {opening[:_OPENS]}", passage.language, names)


def _is_of_another(line: Line, names: Sequence[Sequence[str]]) -> bool:
    """Among sentences about several, it names another one."""
    passage = line.passage
    own = f"{line.text} {passage.heading} {passage.title}"
    return not _has(own, passage.language, names) and any(_names(line.text))


def _names(question: str, paths: Sequence[Document] = ()) -> Iterator[Sequence[str]]:
    """The names in a question, each as its words: capitalised ones that stand side by side are one."""
    if question.isupper():
        return
    said, of_paths = set(cues.names_in(question)), words_naming(paths, cues.flattened(question))
    group: list[str] = []
    end = -1
    for match in cues.A_WORD.finditer(question):
        word = match.group().strip(".")
        flat = cues.flattened(word).strip()
        is_name = (
            word in said and word[:1].isupper() and not _is_no_name(flat) and not of_paths.issuperset(flat.split())
        )
        if group and not (is_name and question[end : match.start()] == " "):
            yield group
            group = []
        if is_name:
            group = [*group, word]
            end = match.end()
    if group:
        yield group


def _is_no_name(flat: str) -> bool:
    return flat in _OF_MANY or is_month(flat) or cues.is_no_name(flat)


def _speaks_of(passage: Passage, opening: str, names: Sequence[Sequence[str]]) -> bool:
    own = f"{passage.title} {passage.heading} {passage.text}"
    return _has(f"{own} {opening} {passage.address}", passage.language, names)


def _has(text: str, language: Language, names: Sequence[Sequence[str]]) -> bool:
    there = set(keywords.words(text)) | set(keywords.terms(text, language))
    return any(all(_word_in(word, there) for word in name) for name in names)


def _word_in(word: str, there: AbstractSet[str]) -> bool:
    return not there.isdisjoint([*keywords.words(word), *keywords.query_stems(word)])
