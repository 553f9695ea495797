"""Which of the guide's languages a text is in, also when it is three words long."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from knowledge.keywords import words
from knowledge.records import LANGUAGES, Language

# Words that only one of the three languages uses, or nearly. Shared ones (is, de, en, in, of, die) say nothing.
_TELLING: dict[Language, frozenset[str]] = {
    "en": frozenset(
        "the and what which who whom whose when where why how do does did can could should would will shall may might "
        "i you he she it we they my your his her our their me him us them a an at by for from with without about besides "
        "to into than then there here this that these those are am been being have has not no any some more most much many "
        "if but or as after before while tell show find give need want like get got become becoming job pay paid earn "
        "hi hello thanks thank please courses skills salary work working study degree after other another "
        "s don't what's".split()
    ),
    "nl": frozenset(
        "het een wat welke welk wie wiens wanneer waar waarom hoe hoeveel kan kun kunt kunnen moet moeten mag zou zouden wil "
        "ik jij je jullie hij zij ze wij we mijn jouw uw zijn haar ons onze hun mij jou aan bij voor van met zonder over naast "
        "naar tot uit dan toen daar hier dit dat deze ben bent werd worden word wordt heeft heb hebben niet geen nog meer meest "
        "als maar om na terwijl vertel toon zoek geef nodig graag verdien verdient loon werk werken vacature vacatures cursus "
        "cursussen opleiding opleidingen doctoraat doctoreren hallo dag bedankt dank alstublieft aub studie gent antwerpen "
        "tussen iets iemand eens ook al te beroep beroepen stap stappen waarmee hoelang gaat doet doe eerste evenementen "
        "voedselveiligheid geneesmiddelenbewaking octrooigemachtigde".split()
    ),
    "fr": frozenset(
        "le la les un une des du que quoi quel quelle quels quelles qui quand ou pourquoi comment combien peux peut puis "
        "pouvez dois doit faut je tu il elle nous vous ils elles mon ton son ma ta sa mes tes ses notre votre leur moi toi "
        "avec sans pour par sur dans chez entre vers apres avant est sont suis es etre ete ai as avez ont pas aucun plus "
        "si mais donc car cette cet ces ce c'est et dis montre trouve donne besoin veux voudrais gagne gagner salaire "
        "travail travailler emploi emplois offres formation formations doctorat these bonjour salut merci metier metiers "
        "etudes au aux a-t-il y qu l d n s autre autres faire fait devenir gand louvain bruxelles "
        "evenements venir".split()
    ),
}
# A question is told by a few words; of a document the beginning is enough.
_ENOUGH = 2000


def language_of(text: str, otherwise: Language = "en") -> Language:
    """The language of a text: en, nl or fr. `otherwise` where it gives no hint at all."""
    found = set(words(text[:_ENOUGH]))
    votes = {language: len(found & telling) for language, telling in _TELLING.items()}
    best = max(LANGUAGES, key=lambda language: votes[language])
    if list(votes.values()).count(votes[best]) == 1:
        return best
    if len(found) < 2:
        return otherwise
    return cast(Language, _identifier().classify(text[:_ENOUGH])[0])


@lru_cache
def _identifier() -> Any:
    # Imported late: loading its model takes half a second, and the words above decide nearly always.
    import py3langid

    py3langid.set_languages(list(LANGUAGES))
    return py3langid
