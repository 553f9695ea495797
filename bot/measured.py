"""What a question measures things by: how long, how much, how soon, how many (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from bot.attributes import SPEAKS_OF_PAY, Asked
from bot.tables.asked import table_question

Measure = Literal["long", "cost", "pay", "sum", "time", "number"]

_LEAST = re.compile(
    r"\b(?:less|fewer|least|cheap\w*|short\w*|small\w*|low\w*|few\w*|earl\w*|soon\w*|first|old\w*|minder|minst\w*|goedko\w*|kort\w*|"
    r"klein\w*|la[ag]+(?:er|st)\w*|vroeg\w*|eer(?:st|der)\w*|oud\w*|moins|court\w*|petit\w*|bas(?:se)?|t[ôo]t|premi\w*|d['’]abord)\b",
    re.I,
)
_LATER = re.compile(
    r"\b(?:later|latest|last|young\w*|newe\w*|jong\w*|nieuw\w*|laat\w*|tard|r[ée]cent\w*|jeune)\b", re.I
)
_OF_PAY = re.compile(
    r"\b(?:pays?|paid|pay|paying|earn\w*|wage\w*|salar\w*|allowance\w*|verdien\w*|betaal\w*|lo(?:on|nen)\w*|wedde|"
    r"vergoed\w*|pai[ e]\w*|pay[ée]\w*|gagn\w*|r[ée]mun\w*|indemnit\w*)\b",
    re.I,
)
_OF_COST = re.compile(
    r"\b(?:cheap\w*|expensive|dear\w*|pric\w*|costs?|fees?|tuition|goedko\w*|duurd\w*|duurst\w*|kost\w*|prij\w*|"
    r"inschrijvingsgeld\w*|tari\w*|chers?|ch[èe]res?|co[ûu]t\w*|prix|frais)\b|\bduur\b(?=.*\bdan\b)",
    re.I,
)
_OF_SUMS = re.compile(
    r"\b(?:high(?:er|est)|low(?:er|est)|hoger|hoogste?|lager|laagste?|(?:plus|moins) [ée]lev\w*|"
    r"money|geld|argent|worth|waard)\b",
    re.I,
)
_OF_LENGTH = re.compile(r"\b(?:dure\w*|longtemps|duurt|duren|lasts?|takes?|runs?)\b", re.I)
_OF_TIME = re.compile(r"\b(?:starts|begins?|begint|beginnen|commenc\w*|d[ée]butent?|closes|opens|deadlines?)\b", re.I)


def measured(question: str) -> tuple[Measure | None, bool]:
    """What a question measures things by, and whether the most of it is asked for."""
    table = table_question(question)
    of = (table.greatest.of if table.greatest else None) or (table.compares if table.compares != "anything" else None)
    later = _LATER.search(question) is not None
    least = _LEAST.search(question) is not None and not later
    measure: Measure | None = None
    if _OF_COST.search(question):
        measure = "cost"
    elif _OF_PAY.search(question):
        measure = "pay"
    elif of == "long" or (_OF_LENGTH.search(question) and of != "day"):
        measure = "long"
    elif of == "day" or _OF_TIME.search(question):
        measure, least = "time", not later
    elif of == "money" or _OF_SUMS.search(question):
        measure = "sum"
    elif of == "number":
        measure = "number"
    return measure, not least


KIND_OF: Mapping[Measure, Asked] = {
    "long": "long", "cost": "amount", "pay": "pay", "sum": "amount", "time": "time", "number": "number",
}  # fmt: skip
"""What must stand in a sentence that can be measured so."""


def speaks_of_pay(text: str) -> bool:
    """It speaks of what somebody gets."""
    return SPEAKS_OF_PAY.search(text) is not None or _OF_PAY.search(text) is not None


def speaks_of_cost(text: str) -> bool:
    """It speaks of what somebody has to pay."""
    return _OF_COST.search(text) is not None


def speaks_of_length(text: str) -> bool:
    """It speaks of how long something takes."""
    return _OF_LENGTH.search(text) is not None
