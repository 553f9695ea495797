"""How near a sentence is to a question, on one scale: whichever model measures it, or only their words (pure).

What decides whether a sentence answers was fitted on the cosines of the model that ships. Others have cosines of
their own: what is 0.85 to one is 0.45 to the next. So each is asked for the same questions and sentences, and where
its unrelated and its related ones lie is where those of the model that ships do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import keywords
from knowledge.records import Passage

Cosines = NDArray[np.float32]

_UNDER_A_HEADING = 0.7

PROBES: tuple[tuple[str, str], ...] = (
    ("what does a lab technician do", "A lab technician carries out tests and keeps the laboratory running."),
    ("how much does a train ticket to Ghent cost", "A single ticket to Ghent costs nine euro and twenty cents."),
    ("which vaccines does a baby need", "Babies are vaccinated against polio, measles and whooping cough."),
    ("when does the museum open on Sunday", "On Sundays the museum is open from ten until five."),
    ("do I need a PhD to work in regulatory affairs", "Regulatory affairs takes people with a master; no PhD needed."),
    ("how do I grow tomatoes on a balcony", "Tomatoes in pots want a sunny balcony and water every day."),
    ("who pays for the internship", "The host company pays interns a monthly allowance."),
    ("how is insulin made", "Insulin is produced by bacteria into which the human gene was placed."),
    ("wat doet een apotheker in een ziekenhuis", "De ziekenhuisapotheker bereidt geneesmiddelen en adviseert artsen."),
    ("hoe schrijf ik een goede motivatiebrief", "Een goede motivatiebrief is kort en noemt de functie."),
    ("waar kan ik mijn fiets laten herstellen", "Bij het fietspunt aan het station wordt je fiets hersteld."),
    ("hoeveel verdient een leraar biologie", "Een leraar biologie verdient bij de start 2900 euro bruto."),
    ("welke opleiding heb ik nodig voor bio-informatica", "Voor bio-informatica volstaat een master met programmeren."),
    ("wanneer is de inschrijving voor de cursus gesloten", "Inschrijven voor de cursus kan tot en met 15 maart."),
    ("hoe lang duurt een klinische studie", "Een klinische studie van fase drie duurt drie tot vijf jaar."),
    ("is er parkeerplaats bij het kantoor", "Bezoekers parkeren gratis achter het kantoor."),
    ("que fait un attaché de recherche clinique", "L'attaché de recherche clinique visite les centres et vérifie."),
    ("comment conserver du fromage", "Le fromage se conserve au frais, dans un papier, pas dans du plastique."),
    ("combien de temps dure le stage", "Le stage dure quatre mois et commence en février."),
    ("où se trouve la bibliothèque", "La bibliothèque se trouve au premier étage du bâtiment C."),
    ("quels diplômes faut-il pour le contrôle qualité", "Le contrôle qualité recrute des bacheliers en chimie."),
    ("pourquoi le ciel est-il bleu", "Le ciel est bleu parce que l'air diffuse surtout la lumière bleue."),
    ("comment devenir rédacteur médical", "On devient rédacteur médical par un master et un bon style."),
    ("qui organise le salon de l'emploi", "Le salon de l'emploi est organisé par l'université."),
)
"""Questions and what answers them, of all kinds, so that no model is at home in them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the cosines of a model lie: of questions with what has nothing to do with them, and with answers."""

    unrelated: float
    related: float

    def onto_ours(self, cosines: Cosines) -> Cosines:
        """Cosines of this model as those of the one that ships would be."""
        step = (OURS.related - OURS.unrelated) / (self.related - self.unrelated)
        return np.asarray(OURS.unrelated + (cosines - self.unrelated) * step, dtype=np.float32)


# Of the model that ships, and a test holds it.
OURS = Scale(unrelated=0.766, related=0.890)


def scale_of(questions: NDArray[np.float32], sentences: NDArray[np.float32]) -> Scale | None:
    """The scale of a model by its unit vectors of the PROBES; None if it cannot tell answers from anything else."""
    every = questions @ sentences.T
    related = float(np.diag(every).mean())
    unrelated = float((every.sum() - np.trace(every)) / (every.size - len(every)))
    return Scale(unrelated, related) if related - unrelated > 1e-3 else None


def by_words(question: str, passage: Passage) -> tuple[float, ...]:
    """How near each sentence of a passage is as far as its words tell, and those of its headings."""
    asked = keywords.asked_terms(question)
    above = set(keywords.terms(f"{passage.title} {passage.heading}", passage.language))

    def share(number: int) -> float:
        own = set(keywords.terms(passage.quote(number), passage.language))
        found = [_weight((*term.forms, *term.elsewhere), own, above) for term in asked]
        return sum(found) / len(found) if found else 0.0

    span = OURS.related - OURS.unrelated
    return tuple(OURS.unrelated + span * share(number) for number in range(len(passage.sentences)))


def _weight(forms: Sequence[str], own: set[str], above: set[str]) -> float:
    if not own.isdisjoint(forms):
        return 1.0
    return 0.0 if above.isdisjoint(forms) else _UNDER_A_HEADING
