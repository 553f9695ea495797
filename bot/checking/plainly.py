"""Sentences that state nothing: greetings, transitions, questions, and that nothing was found (pure)."""

from __future__ import annotations

import re

from bot.checking.figures import figures
from bot.checking.markers import says
from bot.checking.words import borne, wording
from knowledge.records import Language

_TALK = frozenset(
    """
    hello hi hey dear welcome thanks thank glad happy hope hopes luck good question questions ask help helps
    helpful sure course yes no ok okay please feel free let know below above following here summary short brief
    briefly overview answer sources source passages passage information found find mentioned list listed look
    looking options option points point details detail more further next summarise sum key main quick great best
    wishes success sounds like interesting choice clear glance side comparison compare compared compares both
    hallo dag welkom dank bedankt blij hoop succes vraag vragen stel help helpen zeker natuurlijk ja nee graag
    gerust laat weten hieronder hierboven volgende samenvatting kort samengevat overzicht antwoord bronnen bron
    passages informatie gevonden vind lijst opties optie punten meer verder hoofdpunten kijk goede mooie bonjour
    salut bienvenue merci content heureux espère espere chance bonne question questions hésitez hesitez aide aider
    sûr bien oui non volontiers dessous dessus suit suivant suivants résumé resume bref aperçu apercu réponse
    reponse sources source passages information informations trouvé trouve liste options option points plus
    détails details voici courage
    """.split()
)
_SILENT = re.compile(
    r"\b(?:i (?:did not|didn't|didn’t|could not|couldn't|couldn’t|do not|don't|don’t|cannot|can't) (?:find|know|"
    r"have|see|say|tell)|"
    r"i (?:found|have|see|know) (?:nothing|no )|(?:sources?|passages?|documents?|texts?|they|"
    r"it) (?:do(?:es)? not|don't|don’t|doesn't|doesn’t) (?:say|mention|tell|state|give|name|cover|contain|"
    r"include|specify)|"
    r"(?:sources?|passages?|documents?) (?:say|give|mention|contain|have) (?:nothing|no )|nothing (?:is|"
    r"was) (?:said|found|mentioned)|(?:is|are|was|were) not (?:mentioned|in the sources|given|stated)|"
    r"(?:ik|we) (?:heb|hebben|vond|vonden|vind|weet|kan|kon) .{0,60}?\b(?:niets|geen|niet)\b|(?:bron(?:nen)?|"
    r"passages?|documenten) .{0,30}?(?:niet|niets|geen)\b|staat niet in de bron|"
    r"je n[’']ai (?:rien|pas|trouvé aucune?)|je ne (?:sais|trouve|peux|dispose) pas|(?:sources?|passages?|"
    r"documents?) ne (?:disent|dit|mentionnent?|précisent?|donnent?|contiennent?|parlent?|indiquent?)|"
    r"(?:n[’']est|ne sont) pas (?:mentionné|indiqué|précisé)\w*|"
    r"(?:no|not|nothing|n't|niet|geen|niets|pas|aucune?|ni)\b.{0,80}\b(?:my |the |mijn |de |les |mes )?"
    r"(?:sources?|bronnen|guide|gids)\b|(?:sources?|bronnen|guide|gids)\b.{0,40}?\b(?:no|not|n't|niet|geen|pas|aucune?)\b|"
    r"\b(?:not known|unknown|niet bekend|onbekend|pas connue?s?|inconnue?s?)\b)",
    re.I,
)
_TWO_THINGS = re.compile(
    r"[;:]|\b(?:but|however|although|because|so|maar|echter|omdat|want|dus|mais|cependant|car|donc)\b", re.I
)
_TOLD_AS_QUESTION = re.compile(r"\b(?:did you know|wist (?:je|u)|saviez-vous|sais-tu|savais-tu)\b", re.I)


def is_talk(text: str, language: Language, said: str, *, heads: bool = False) -> bool:
    """A sentence that states nothing that would need a source."""
    bare = text.strip("*_ ")
    if any(not (figure.small and figure.unit is None) for figure in figures(bare)):
        return False
    words = [word for word in wording(bare, language).words if word.text.casefold() not in _TALK]
    if not words:
        return True
    if bare.endswith("?") and not _TOLD_AS_QUESTION.search(bare):
        return not any(word.name for word in words) or _is_asked(text, language, said)
    if _SILENT.search(bare) and not _TWO_THINGS.search(bare):
        return True
    return heads and len(bare.split()) <= 14 and (len(words) <= 4 or _is_asked(text, language, said))


# How advice is given. What it rests on is told, with its number, in the sentences around it.
_ADVICE = re.compile(
    r"\bworth (?:\w+ing|it|a)\b|\bI(?:['’]d| would)\b|\bI (?:suggest|recommend)\b|\b(?:start|begin) (?:with|by)\b|"
    r"\bgood (?:first step|idea|option|road|fit|choice|place to start)\b|\bup to you\b|\bdepends on (?:what )?you|"
    r"(?:^|\bso |\bthen |, |: )(?:please )?(?:ask|try|talk|look|check|think|compare|consider|apply|keep|take|write|"
    r"e-?mail|call|choose|pick|prepare|read|note|contact|search)\b|"
    r"\bde moeite\b|\bik zou\b|\bbegin (?:dus |dan )?(?:met|bij|door)\b|\bje kunt (?:best|eventueel)\b|\bbest eerst\b|"
    r"(?:^|\bdus |, )(?:vraag|kijk|probeer|praat|denk|vergelijk|overweeg|solliciteer|neem|schrijf|mail|bel|kies|lees|"
    r"zoek|contacteer|bespreek)\b|\bhangt (?:vooral )?af van wat je\b|"
    r"\bvaut la peine\b|\bje (?:vous |te )?(?:conseille|recommande|suggère)\b|\bcommence[zr]? (?:donc |alors )?par\b|"
    r"\bn[’']hésite|(?:^|\bdonc |, )(?:prenez|demandez|comparez|essayez|regardez|pensez|parlez|contactez|choisissez|"
    r"lisez|écrivez|cherchez|discutez)\b|\bdépend de (?:ce que|vo)",
    re.I,
)
_FEW = 3


def is_advice(text: str, language: Language, told: str) -> bool:
    """What the person might do, with no figure, no name that is new, and hardly a thing that was not spoken of."""
    bare = text.strip("*_ ")
    if not _ADVICE.search(bare) or any(not figure.small for figure in figures(bare)):
        return False
    if any(says(name, bare, language) for name in ("all", "only", "most", "cause", "required")):
        return False
    words = [word for word in wording(bare, language).words if word.text.casefold() not in _TALK and not word.figure]
    spoken = wording(told, language)
    new = [word for n, word in enumerate(words) if n not in borne(words, spoken, language)]
    return len(new) <= _FEW and not any(word.name or word.grave for word in new)


def _is_asked(text: str, language: Language, said: str) -> bool:
    """It only says again what the person asked about."""
    words = [word for word in wording(text, language).words if word.text.casefold() not in _TALK]
    return len(borne(words, wording(said, language), language)) == len(words)
