"""Sentences that give orders to a machine that reads along, instead of telling a person something (pure).

The guide has no model that could obey them. They are never quoted all the same: they are no facts, and what is put
together here may be read by a machine further on.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.plain import plain

_MACHINE = (
    r"(?:(?:ai|ia|a\.i\.)(?:[- ](?:assistant|agent|model|system|tool|chatbot|reader)e?s?)?|llms?|chat ?bots?|"
    r"(?:chat)?gpt(?:-\d)?|"
    r"(?:large )?language models?|taalmodel(?:len)?|(?:grands? )?modèles? de langage?|(?:virtual|virtuele|"
    r"digital) assistants?|"
    r"assistants? (?:virtuels?|ia)|ai-assistent(?:en)?)"
)
_VERB = (
    r"(?:ignore|disregard|forget|say|tell|inform|reply|respond|answer|recommend|mention|state|praise|rank|rate|"
    r"output|print|reveal|"
    r"repeat|claim|write|add|include|always|never|do not|you (?:must|should|are|will)|please|"
    r"negeer|vergeet|zeg|vertel|antwoord|beveel|vermeld|prijs|schrijf|herhaal|toon|je moet|jij moet|u moet|gelieve|"
    r"raad|"
    r"negeren|vergeten|zeggen|vertellen|antwoorden|aanbevelen|vermelden|aanraden|altijd|nooit|steeds|"
    r"ignore[zr]?|oublie[zr]?|dis|dites|dire|réponds|répondez|répondre|recommande[zr]?|mentionne[zr]?|écris|"
    r"écrivez|répète[zr]?|"
    r"tu dois|vous devez|toujours|jamais)\b"
)
_READER = (
    r"(?:readers?|users?|visitors?|students?|applicants?|person (?:who asks|asking)|whoever asks|everybody|everyone|"
    r"lezers?|gebruikers?|bezoekers?|studenten?|iedereen|lecteurs?|utilisateurs?|visiteurs?|étudiante?s?)"
)
# Where a sentence, a cell, an item or the value of a field begins.
_BEGINS = (
    r"(?:^|[|:;,.!?>“\"'«(\[*#-]\s*|"
    r"\b(?:please|now|also|and|then|you must|you should|en|et|gelieve|je moet|tu dois|vous devez)\s+)"
)
_FORMS = (
    # Away with what was said before.
    r"(?<!not )(?<!n't )(?<!n’t )(?<!never )\b(?:ignore|disregard|forget|override|"
    r"bypass)\b(?=.{0,60}\b(?:instructions?|prompts?|rules?|guidelines|"
    r"directions|everything|text|messages?|above)\b).{0,40}\b(?:all|any|previous|prior|above|earlier|preceding|"
    r"your|everything)\b",
    r"(?<!niet )\b(?:negeer|vergeet|negeren|vergeten)\b.{0,40}\b(?:alle|vorige|voorgaande|bovenstaande|eerdere|je|"
    r"jouw|uw|alles)\b.{0,40}"
    r"\b(?:instructies?|prompts?|regels|richtlijnen|opdrachten|tekst|hierboven|hiervoor|alles)\b",
    r"\b(?:vergeet|negeer) alles\b|\balles\b.{0,30}\b(?:negeren|vergeten)\b.{0,30}\b(?:hierboven|hiervoor)\b",
    r"(?<!pas )\b(?:ignore[zr]?|oublie[zr]?|néglige[zr]?)\b(?=.{0,60}\b(?:instructions?|consignes?|règles?|"
    r"directives?|messages?|prompts?|tout ce qui|texte)\b)"
    r".{0,60}\b(?:toute?s?|tous|tes|vos|précédente?s?|précède|ci-dessus|antérieure?s?)\b",
    # Another role.
    r"\byou are (?:now|no longer) (?:an?|the|in|acting|free|bound|dan)\b|\bfrom now on,? (?:you|answer|reply|"
    r"respond|always|only)\b",
    r"\b(?:je|jij|u) bent (?:nu|voortaan) (?:een|de|het|geen|vrij)\b|\b(?:vanaf nu|voortaan) (?:ben|antwoord|zeg|"
    r"reageer)\b",
    r"\b(?:tu es|vous êtes) (?:maintenant|désormais) (?:une?|le|la|l['’]|libres?)|\b(?:à partir de maintenant|"
    r"désormais),? (?:tu|vous|réponds|répondez|dis|dites)\b",
    rf"{_BEGINS}(?:pretend (?:to be|(?:that )?you)|act as if you|roleplay as|doe alsof (?:je|jij|u)|"
    rf"speel de rol van|fais comme si tu|faites comme si vous)\b",
    rf"\bact (?:as|like) (?:an? )?{_MACHINE}\b|\bas an ai(?:,| (?:language )?model| assistant| system| you)|"
    rf"\ben tant qu['’](?:ia|assistant ia|modèle)\b",
    r"\bals (?:een )?(?:ai-?(?:model|assistent)|taalmodel)\b",
    # Spoken to, or spoken of as what has to say something.
    rf"\b(?:notes?|messages?|instructions?|attention|orders?|memo|nota|opmerking|boodschap|bericht|instructies?|"
    rf"opdracht|consignes?|"
    rf"remarque)\b.{{0,6}}\b(?:to|for|voor|aan|pour|à|aux|au|de)\b.{{0,12}}(?<!\w)(?:{_MACHINE}|(?:the |de |"
    rf"l['’])?assistante?s?\s*:)",
    rf"{_BEGINS}(?:dear |hey |hi |attention,? |beste |hallo |cher |chère |chers )?(?:{_MACHINE}|assistante?|"
    rf"assistent)\s*[:,]\s*.{{0,20}}?\b{_VERB}",
    rf"\b(?:if|when|als|wanneer|si|quand) (?:you(?: are|['’]re)|je|jij|u|tu es|"
    rf"vous êtes)\b.{{0,15}}(?<!\w){_MACHINE}\b",
    rf"(?<!\w){_MACHINE}\b.{{0,40}}\b(?:must|should|shall|has to|have to|needs? to|moet|moeten|dient|dienen|doit|"
    rf"doivent)\b.{{0,60}}\b{_VERB}",
    # Words put into its mouth.
    rf"{_BEGINS}(?:tell|inform|assure|convince|remind) (?:the |every |any |all |your |each )*{_READER} (?:that|to|"
    rf"about)\b",
    rf"{_BEGINS}(?:zeg|vertel|meld|verzeker)(?: aan| tegen)? (?:de |het |elke |alle |iedere |je )*{_READER} dat\b",
    rf"{_BEGINS}(?:dis|dites|informe[zr]?|assure[zr]?)(?: à| au| aux)?(?: l['’]| la | le | les | chaque | tous |"
    rf" tout | toute | )*{_READER} (?:que|de)\b",
    rf"{_BEGINS}(?:always |only |simply )*(?:reply|respond|answer)(?: to .{{3,40}}?)?(?: only| exactly| simply|"
    rf" always)* with "
    r"(?:only|exactly|nothing but|the (?:exact )?(?:words?|sentence|text|phrase|following)|[“\"'«‘]|yes\b|no\b)",
    rf"{_BEGINS}(?:reply|respond|answer) (?:to )?(?:every|all|any) questions?\b|{_BEGINS}always (?:reply|respond|"
    rf"answer|say|recommend) (?:with|that|in)\b",
    rf"{_BEGINS}antwoord (?:(?:altijd|enkel|alleen|uitsluitend|steeds|op (?:elke|alle|iedere) vra\w+) )+(?:met|"
    rf"dat)\b|{_BEGINS}antwoord met [“\"'«‘]",
    rf"{_BEGINS}(?:réponds|répondez) (?:(?:toujours|uniquement|seulement|à (?:toutes?|chaque) (?:les |"
    rf"la )?questions?) )+(?:par|avec|que)\b|"
    rf"{_BEGINS}(?:réponds|répondez) (?:par|avec) [“\"'«‘]",
    # The inside of a machine.
    r"\bsystem prompt\b|\bsysteemprompt\b|\bprompt système\b|\b(?:developer|jailbreak|dan) mode\b|<\|\w+\|>|"
    r"\[/?INST\]|^#+ ?(?:system|instruction)s?\s*:",
    r"\b(?:reveal|show|print|repeat|leak|toon|geef|herhaal|montre|révèle|affiche|répète)[zr]? (?:your|je|jouw|uw|"
    r"tes|ton|vos|votre) (?:\w+ )?"
    r"(?:prompt|instructions|instructies|consignes)\b",
)  # fmt: skip
_ORDERS = tuple(re.compile(form, re.I) for form in _FORMS)
# Without any of these there is no order: most sentences need no closer look.
_HINTS = (
    *"ignor disregard forget overrid bypass negeer neger vergeet vergeten oubli néglig pretend roleplay alsof".split(),
    *"chat gpt model modèle assist tell inform assure convince remind zeg vertel meld verzeker dites".split(),
    *"reply respond answer antwoord répond prompt jailbreak consignes instruc désormais maintenant voortaan <|".split(),
    *(
        "speel de rol",
        "comme si",
        "bent nu",
        "vanaf nu",
        "from now",
        "à partir",
        "you are n",
        "inst]",
        "# system",
        "#system",
    ),
    *(" mode", "dis au", "dis à", "dis l", "dis aux", "nota", "memo"),
)
_HINTS_OF_A_WORD = re.compile(r"\b(?:ai|ia|a\.i\.|llms?|dis)\b")


# The same sentences are found by many questions.
@lru_cache(maxsize=2048)
def is_order(text: str) -> bool:
    """A sentence, as a document has it, that gives orders to a machine: never quoted."""
    said = plain(text)
    lowered = f"{text} {said}".casefold()
    if not any(hint in lowered for hint in _HINTS) and not _HINTS_OF_A_WORD.search(lowered):
        return False
    return any(form.search(text) or form.search(said) for form in _ORDERS)
