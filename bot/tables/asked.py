"""What a question wants of a table: the greatest, the rows that meet something, the row for so many (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from bot import cues
from bot.attributes import WHETHER
from bot.numerals import numerals
from bot.tables.enumerated import Enumerated, enumerated
from bot.tables.values import Range, Unit, folded, quantities_in, range_in
from knowledge.keywords import words

Measured = Literal["money", "day", "long", "number"]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The row with the most or the least of something."""

    most: bool
    of: Measured | None = None
    """What is measured; None if only the name of the column can tell."""
    words: frozenset[str] = frozenset()
    """The words by which it was asked: they name nothing."""


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """What a question wants of a table."""

    lists: bool
    """It asks which rows, or for all of them."""
    greatest: Greatest | None
    quantities: tuple[tuple[float, Unit], ...]
    bound: Range | None
    """More or less than so much, as `under 500 euro`."""
    negated: bool
    starting: bool
    """It is about somebody who begins."""
    extreme: Literal["most", "least"] | None
    """It asks for the upper or lower end of what one row gives: `at most`."""
    whether: bool
    """It asks whether something is so."""
    whole: frozenset[str]
    """The words by which it asks for all of a list: the steps, the criteria, what each is."""
    day: Literal["end", "start"] | None
    """It asks until when something can be done, or when it begins."""
    compares: Measured | Literal["anything"] | None = None
    """It asks which of several has more of something, or how they differ."""
    still_open: bool = False
    """It asks what can be applied for today."""
    since: bool = False
    """It compares with how it was before: `more than last year`."""
    enumerated: Enumerated = field(default_factory=Enumerated)
    """What it wants of things that are written one after another."""


_GREATEST: tuple[tuple[str, bool, Measured | None], ...] = (
    (
        r"cheapest|least expensive|goedkoopst\w*|(?:moins|meilleur marche) cher\w*|lowest (?:price|fee|cost|"
        r"rent|rate)",
        False, "money",
    ),
    (r"most expensive|dearest|priciest|duurst\w*|plus cher\w*", True, "money"),
    (
        r"(?:pays?|paid|earns?|earn) (?:the )?(?:\w+ ){0,2}(?:best|most|highest)|(?:best|highest|"
        r"top) (?:paid|paying|pay|salar\w+)|"
        r"(?:verdien\w*|betaal\w*) (?:\w+ ){0,3}(?:best\w*|meest\w*)|(?:best|hoogst) betaal\w*|"
        r"(?:meest\w*|best\w*) (?:\w+ )?(?:verdien\w*|betaal\w*)|(?:paie|paye|gagne|"
        r"remunere) (?:\w+ ){0,2}(?:mieux|plus)|mieux (?:paye|remuner)\w*",
        True, "money",
    ),
    (
        r"(?:pays?|paid|earns?) (?:the )?least|worst paid|(?:slechtst|laagst|minst) betaal\w*|"
        r"moins bien (?:paye|remuner)\w*",
        False, "money",
    ),
    (r"longest|langst\w*|plus long\w*|plus longtemps", True, "long"),
    (r"shortest|kortst\w*|plus court\w*|moins longtemps", False, "long"),
    (
        r"earliest|soonest|(?:starts?|begins?|opens?|closes?|ends?) first|first to (?:start|begin|open|"
        r"close)|first (?:deadline|start|date|to)|"
        r"vroegst\w*|(?:begint|start|sluit|opent|gaat) (?:\w+ ){0,3}eerst\w*|eerst (?:begint|start|sluit|"
        r"opent)|le plus tot|"
        r"(?:commence|debute|ferme|cloture) (?:\w+ ){0,2}(?:en premier|le premier)|oldest|oudst\w*|"
        r"plus ancien\w*|plus vieu\w*|plus vieil\w*|founded first",
        False, "day",
    ),
    (
        r"(?:starts?|begins?|closes?|ends?|opens?) last|latest (?:start|deadline|date|closing)|newest|"
        r"youngest|most recent\w*|jongst\w*|nieuwst\w*|"
        r"laatst (?:begint|start|sluit)|(?:begint|start|sluit) (?:\w+ ){0,2}laatst\w*|le plus tard|"
        r"en dernier|plus recent\w*|plus jeune\w*",
        True, "day",
    ),
    (
        r"(?:the )?most|highest|largest|biggest|greatest|hoogst\w*|grootst\w*|meest\w*|(?:la|le|"
        r"les) plus (?:grand\w*|elev\w*|haut\w*|de)|(?:la|le|les) plus d",
        True, None,
    ),
    (
        r"fewest|lowest|smallest|(?:the )?least|laagst\w*|kleinst\w*|minst\w*|(?:la|le|"
        r"les) (?:moins (?:elev\w*|de|d)|plus (?:petit\w*|bas\w*|faible\w*))",
        False, None,
    ),
)  # fmt: skip
_NO_GREATEST = re.compile(
    r"\b(?:at (?:the )?(?:most|least|latest|earliest)|most (?:of|people|students|employers|companies|often)|"
    r"the latest|minstens|"
    r"ten minste|ten laatste|meestal|de meeste (?:mensen|studenten|bedrijven)|au (?:moins|plus)|la plupart|"
    r"most recent (?:survey|edition|barometer))\b"
)
_WHICH = re.compile(
    r"\b(?:which|welke?|quel(?:le)?s?|lesquel(?:le)?s|wich|wlke|kel|list|lijst|liste|are there any|"
    r"is there any|is there an?|zijn er|is er een|y a t il|"
    r"show me|give me (?:all|the|a list)|all the|geef (?:me )?(?:alle|de|een)|donne\w* moi)\b|"
    r"^ (?:and )?what (?!is|are|was|does|do|did|can|would|will|if|about|"
    r"(?:should|could|must|may|might|shall|has|have|had|were)\b)\w+ "
)
_WHOM = re.compile(r"^ (?:and |en |et )?(?:who|wie|qui|bij welke|in which|at which|bij wie|with whom|with which)\b")
_WHOLE = re.compile(
    r"\b(?:steps?|rounds?|phases?|stappen|rondes|fasen|etapes|criteria|criterion|criteres?|conditions|"
    r"requirements|voorwaarden|"
    r"documents|documenten|timeline|calendar|calendrier|kalender|planning|schedule|programme|agenda|options|"
    r"possibilities|mogelijkheden|"
    r"prices|fees|rates|tarieven|prijzen|tarifs|members|leden|membres|buildings|gebouwen|strands|volets|"
    r"each|elk|elke|ieder\w*|chaque|chacun\w*)\b"
)
_NOT = re.compile(
    r"\b(?:not|no|without|except|niet|geen|zonder|behalve|pas|sans|sauf|aucune?|neither|don t|doesn t|isn t|aren t)\b"
)
_STARTING = re.compile(
    r"\b(?:start(?:ing|s|er|ers|end|ende)?|starts out|beginn?(?:er|ers|ing|ner|ners|end|ende|t|nen)?|"
    r"entry level|fresh|junior|"
    r"debut\w*|commence\w*|sans experience|no experience|zonder ervaring|first job|eerste job|"
    r"pas afgestudeerd\w*|just graduated)\b"
)
_WHETHER = re.compile(rf"^ (?:and |en |et |but |maar |mais )?(?:{WHETHER})\b")
_MOST_END = re.compile(
    r"\b(?:at most|at the most|maximum|maximal\w*|highest|hoogstens|maximaal|ten hoogste|hoogste|au (?:plus|"
    r"maximum)|up to)\b"
)
_LEAST_END = re.compile(
    r"\b(?:at least|at the least|minimum|minimal\w*|lowest|minstens|ten minste|minimaal|laagste|au (?:moins|minimum))\b"
)
_END = re.compile(
    r" (?:until|till|by when|deadline\w*|clos\w+|appl[yi]\w*|regist\w+|enrol\w*|before|last day|tot|tegen|"
    r"uiterlijk\w*|uiterste|"
    r"inschrijv\w*|indien\w*|solliciteren|kandid\w+|sluit\w*|voor|limite|jusqu|clotur\w*|avant|inscri\w+|"
    r"candidat\w+|postuler|remise|echeance) "
)
_START = re.compile(
    r" (?:starts?|starting|begins?|begin|beginnen|begint|startdatum|aanvang|commenc\w+|debut\w*|opened|"
    r"opens?|opening|founded|opgericht|fonde\w*) "
)
_BEFORE = re.compile(r" (?:before|until|till|up to|early|voor|tot|vroeg\w*|avant|jusqu) ")
_AFTER = re.compile(
    r" (?:after|from|as of|since|late|afterwards|na|vanaf|sinds|laat|nadien|daarna|apres|a partir|des|ensuite) "
)
_COMPARES: tuple[tuple[str, Measured | Literal["anything"]], ...] = (
    (
        r"cheaper|dearer|more expensive|costs? (?:more|less)|(?:pays?|paid|earns?) (?:\w+ )?(?:more|less|better|worse)|"
        r"goedkoper|duurder|(?:verdien|betaal|kost)\w* (?:\w+ ){0,3}(?:meer|minder|beter)|(?:meer|minder) "
        r"(?:loon|verdien\w*|betaal\w*)|(?:plus|moins) chere?s?|"
        r"(?:gagne|paie|paye|coute)\w* (?:\w+ )?(?:plus|moins|mieux)|mieux paye\w*",
        "money",
    ),
    (r"longer|shorter|langer|korter|(?:plus|moins) long\w*|plus court\w*", "long"),
    (
        r"older|younger|earlier|later|sooner|ouder|jonger|vroeger|later|eerder|plus (?:ancien|vieux|vieil|jeune|recent|"
        r"tot|tard)\w*",
        "day",
    ),
    (r"bigger|larger|smaller|groter|kleiner|plus (?:grand|petit)\w*", "number"),
    (
        r"differ\w*|compar\w+|versus|vs|verschil\w*|vergelijk\w*|vergeleken|(?:more|less|fewer|better|worse|higher|"
        r"lower|other|rather) than|(?:more|fewer|most|better|higher|lower|highest|lowest)|meer|minder|meeste|beter|"
        r"hoger|lager|hoogste|laagste|grootste|(?:plus|moins|mieux|meilleure?|superieure?|inferieure?|autant)|"
        r"between|tussen|entre",
        "anything",
    ),
)
_SINCE = re.compile(
    r"\b(?:(?:last|previous|earlier|past|former|preceding) (?:year|edition|version|survey|season|call|time|one)|"
    r"than before|used to be|"
    r"vorig\w* (?:jaar|editie|versie|bevraging|oproep|seizoen|keer|reglement)|dan vroeger|tegenover vroeger|"
    r"l an (?:dernier|passe)|annee (?:derniere|precedente|passee)|(?:edition|version|enquete|appel) "
    r"(?:precedente?|derniere|passee)|qu avant)\b"
)
_TO_APPLY_FOR = re.compile(
    r" (?:jobs?|vacanc\w+|positions?|posts?|openings?|places|appl\w+|regist\w+|vacatures?|functies|plaatsen|"
    r"sollicit\w+|kandid\w+|inschrijv\w+|postes?|offres?|postuler|candidat\w+|inscri\w+|open|ouvert\w*) "
)
COMPARING = frozenset(
    """
    difference differences different differ compare compared comparison versus more less fewer better worse higher
    lower bigger larger smaller longer shorter cheaper dearer expensive older younger earlier later both between than
    verschil verschillen verschilt vergelijk vergeleken vergelijking tegenover meer minder beter slechter hoger lager
    groter kleiner langer korter goedkoper duurder ouder jonger vroeger allebei beide tussen dan difference differences
    comparer comparaison plus moins mieux meilleur meilleure superieur inferieur grand grande petit petite cher chere
    ancien ancienne jeune entre deux last previous vorig vorige dernier derniere precedent precedente risen increased
    decreased changed gestegen gedaald veranderd toegenomen augmente diminue change
    """.split()
)
"""Words that only say that things are compared."""
_COMPARED = re.compile(
    r"\b(?:(?:fewer|less|more|cheaper|longer|shorter|older|younger|minder|meer|goedkoper|duurder|langer|"
    r"korter|plus|moins) (?:than|dan|de|d)|under|over|above|"
    r"below|up to|at least|at most|onder|boven|minstens|hoogstens|maximaal|au moins|au plus|minimum|maximum) (?:€ ?)?\d"
)  # fmt: skip


def table_question(question: str) -> TableQuestion:
    """What a question may want of a table."""
    flat = cues.flattened(question)
    greatest = _greatest(flat)
    counted = tuple(quantities_in(question))
    compared = _COMPARED.search(numerals(folded(question)))
    range = range_in(question[compared.start() :]) if compared else None
    return TableQuestion(
        lists=_WHICH.search(flat) is not None or _WHOM.search(flat) is not None,
        greatest=greatest,
        quantities=counted,
        bound=range if range and not range.is_point and range.unit else None,
        negated=_NOT.search(flat) is not None,
        starting=_STARTING.search(flat) is not None,
        extreme="most" if _MOST_END.search(flat) else "least" if _LEAST_END.search(flat) else None,
        whether=_WHETHER.search(flat) is not None,
        whole=frozenset(word for found in _WHOLE.finditer(flat) for word in found[0].split()),
        day=sense_of_day(flat),
        compares=next((of for pattern, of in _COMPARES if re.search(rf"\b(?:{pattern})\b", flat)), None),
        still_open="now" in cues.every("moment", flat) and _TO_APPLY_FOR.search(flat) is not None,
        since=_SINCE.search(flat) is not None,
        enumerated=enumerated(flat),
    )


def is_of_starters(name: str) -> bool:
    """A column that is called by those who begin."""
    return _STARTING.search(f" {' '.join(words(name))} ") is not None


def sense_of_day(flat: str) -> Literal["end", "start"] | None:
    """Whether flattened words speak of the last day for something, or of its first."""
    return "end" if _END.search(flat) else "start" if _START.search(flat) else None


def side_in(flat: str) -> Literal["before", "after"] | None:
    """Whether flattened words speak of the time before something or of that after it; None if of both."""
    before, after = _BEFORE.search(flat), _AFTER.search(flat)
    return None if (before is None) == (after is None) else "before" if before else "after"


def _greatest(flat: str) -> Greatest | None:
    said = _NO_GREATEST.sub(" ", flat)
    for pattern, most, of in _GREATEST:
        if found := re.search(rf"\b(?:{pattern})\b", said):
            return Greatest(most, of, frozenset(found[0].split()))
    return None


GENERIC = frozenset(
    """
    located situated based given taught need needs needed want wants require requires required ask asks asked
    available fit fits suit suits take takes get gets have job jobs list table row latest current upcoming exactly
    total cost costs much gelegen ligt liggen gevestigd gegeven vraagt vragen nodig vereist eisen eist beschikbaar
    past passen lijst tabel huidige nieuwste momenteel precies situe situes situee situees donne donnes donnee
    donnees demande demandent exige exigent liste tableau actuel actuelle disponible disponibles disponibilite year
    years jaar jaren an ans annee staff people mensen before after come comes go goes away work works according per
    maximum minimum most least city town village stad gemeente dorp ville commune zitten zit itself zelf meme there
    daar
    """.split()
)
