"""Where a thing that is named is no demand: in a question, under a condition, as somebody else's, as yet to come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.verdicts.scope import Mention
from knowledge.records import Need

# What a candidate is called, and the openings of a sentence that is about one.
_CANDIDATE = re.compile(
    r"(?<!\w)(?:you|your|you.(?:re|ve|ll)|candidates?|applicants?|someone|je|jij|jou|jouw|u|uw|iemand|kandida(?:at|ten)|"
    r"tu|toi|vous|votre|vos|candidate?s?|quelqu.un)(?!\w)",
    re.IGNORECASE,
)
# `Ben jij een bachelor? Dan zoeken wij jou`: the answer makes a demand of the question.
_MEANT = re.compile(
    r"looking for you|(?:our|the (?:right|ideal|perfect)) (?:candidate|match|person|colleague)|you are (?:our|the one)|"
    r"zoeken (?:we|wij) (?:jou|u)(?!\w)|(?:onze|de) (?:nieuwe |ideale |geknipte |"
    r"juiste )?(?:kandidaat|collega|persoon)|"
    r"wie we zoeken|rekenen op|count on you|compter sur|(?:cherchons|recherchons)|(?:notre|le|"
    r"la) (?:futur\w* |nouve\w+ )?(?:candidat|collègue|personne)",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"(?<!\w)(?:must|required|requirement|needed|mandatory|essential|vereist|verplicht|noodzakelijk|nodig|requis\w*|"
    r"exigée?|indispensable|obligatoire)(?!\w)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?<!\w)(?:not?|n.t|niet|geen|pas|non|aucune?)(?!\w)", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:^|[,;:.]\s+)(?:if|when|whenever|in case|should you|als (?:je|jij|u|er)|indien|wanneer|ingeval|si|lorsque|"
    r"quand|au cas où)(?!\w)[^,;:.]*$",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"(?:^|[,;:.]\s+)(?:after|once|as soon as|following|na|zodra|eens|après|dès|une fois)(?!\w)[^,;:.]{0,40}$",
    re.IGNORECASE,
)
_FOLK = (
    r"(?:colleagues?|co-?workers?|team(?!\W*(?:player|lead|leader|manager|speler|worker))|crew|staff|scientists|"
    r"researchers|engineers|experts|specialists|employees|founders?|supervisors?|managers?|head of|director|professor|"
    r"promot(?:o|e)r|mentor|customers|clients|patients|users|partners|company|firm|group|collega.?s|ploeg|team|"
    r"onderzoekers|medewerkers|leidinggevende|oprichters?|klanten|patiënten|begeleiders?|bedrijf|firma|"
    r"collègues|équipe|chercheurs|employés|fondateurs?|responsables?|directeur|directrice|promoteur|clients|"
    r"entreprise|société|many|most|some|half|several|meesten?|velen|sommigen|la plupart|certains)"
)
_HOLDING = (
    r"(?:have|has|had|holds?|obtained|earned|speaks?|spoken|share|count|counts|totals?|hear|"
    r"hebben|heeft|telt|tellen|spreken|spreekt|behaalden?|behaalde|bezit(?:ten)?|samen|"
    r"ont|a|parlent|parle|possèdent?|comptent?|cumulent?|détiennent|with|met|avec)"
)
_THEIRS = re.compile(
    rf"(?<!\w){_FOLK}(?!\w)(?:(?!(?:you|your|je|jij|u|tu|vous)(?!\w))[^.;:!?]){{0,60}}?(?<!\w){_HOLDING}(?!\w)"
    r"(?:(?!(?:you|je|jij|tu|vous)(?!\w))[^.;:!?]){0,45}$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?<!\w)(?:and|en|et)\s+(?:\w+\s+){0,2}?(?:have|hold|speak|bent|hebt|spreekt|parle[sz]|avez|as)(?!\w)",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"(?<!\w)(?:you(?: will|.ll)? (?:mostly |mainly |often )?hear|je hoort|hoor je|hoort u|vous entend)", re.IGNORECASE
)
_LOOKED_FOR = re.compile(
    r"(?<!\w)(?:looking for|look for|seek\w*|need|want|hiring|zoek\w*|gezocht|cherch\w+|recherch\w+)(?!\w)",
    re.IGNORECASE,
)
# A PhD that one works towards here is not one that one brings; `obtained` and `behaalde` are.
_TOWARDS = re.compile(
    r"(?<!\w)(?:(?:obtain|obtaining|get|getting|earn|earning|write|writing|prepar\w+|complete|do|doing|pursu\w+|start\w*|"
    r"work(?:ing)? (?:towards?|on)|leads? to(?:wards?)?|leading to|result\w* in|enrol\w* (?:in|for)|register\w* for)|"
    r"(?:bereid\w*|behaal|behaalt|behalen|haal|haalt|schrijf\w*|schrijven|voorbereiding (?:van|op)|voor te bereiden|"
    r"werk\w* (?:aan|toe naar)|leidt tot|leiden tot|uitmond\w* in|aan te vatten)|"
    r"(?:prépar\w+|obtenir|obtiendr\w+|obtenez|rédige\w*|rédiger|réalise\w*|réaliser|mène à|mener à|"
    r"inscri\w+ (?:en|à|au)|"
    r"entam\w+|décroch\w+))"
    r"\W+(?:(?:an?|the|your|their|een|je|jouw|uw|het|un|une|le|la|votre|ton|own|eigen|own|full|joint) ){0,2}$",
    re.IGNORECASE,
)
_BRINGS = re.compile(
    r"(?<!\w)(?:must|should|need to|have to) (?:\w+ )?(?:obtain|complete|earn)|(?:recently|already|just) ",
    re.IGNORECASE,
)
# `A PhD opens the door`: the thing does something; it is not asked for.
_IS_SOMETHING = re.compile(
    r"(?:\s+(?:in|of|en|dans)\s+[\w -]{3,30}?)?\s+(?:is|was|est|remains?|blijft|"
    r"reste)\s+(?!\w{0,12} ?(?:invited|encouraged|"
    r"welcome|asked|wanted|sought))\w",
    re.IGNORECASE,
)
_YOURS = re.compile(r"(?<!\w)(?:your|je|jouw|uw|votre|ton)\s+$", re.IGNORECASE)
_HAD = re.compile(
    r"(?<!\w)(?:obtained|completed|finished|defended|earned|behaalde?|afgerond|obtenu|terminé|soutenu)(?!\w)",
    re.IGNORECASE,
)
_WITH_IT = re.compile(r"\W*(?:with|met|avec)(?!\w)", re.IGNORECASE)
_DOES = re.compile(
    r"(?:\s+(?:in|of|en|dans)\s+[\w -]{3,30}?)?\s+(?:opens?|gives?|leads?|allows?|brings?|earns?|"
    r"entitles?|takes? (?:three|four|\d)|opent|geeft|leidt|"
    r"duurt|biedt|ouvre|donne|mène|permet|dure)(?!\w)",
    re.IGNORECASE,
)
# `Years of experience: 0`, `a master is a must, a PhD not`.
_NONE = re.compile(
    r"[^:;.,!?]{0,25}:\s*(?:0|none|no|nihil|geen|aucune?|non)\s*(?:$|[.,;)])|\s+(?:niet|not|non|pas)\s*(?:$|[.,;)])",
    re.IGNORECASE,
)
_TELL_US = re.compile(
    r"(?<!\w)(?:state|mention|indicate|tell us|let us know|specify|vermeld|laat (?:\w+ )?weten|geef (?:\w+ )?aan|meld|"
    r"préciser?z?|indique[rz]?|mentionne[rz]?|dites-nous)\s+(?:\w+ ){0,4}?(?:whether|if|of|si|dat|que)(?!\w)[^.;]*$",
    re.IGNORECASE,
)
_OR_YOU = re.compile(
    r"(?<!\w)(?:or|of|ou|dan wel)\s+(?:you|je|jij|u|vous|tu|are|have|can|bent|hebt|kan|kunt|êtes|avez|pouvez)(?!\w)",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"(?<!\w)(?:soon|about to|nearly|almost|finish\w*|complet\w+|expect\w*|binnenkort|bijna|rondt|"
    r"behaalt|terminez|bientôt|"
    r"achevez|finalisez)(?!\w)",
    re.IGNORECASE,
)
_WILLING = re.compile(
    r"(?<!\w)(?:or|of|ou)(?!\w)[^.;]{0,45}?(?<!\w)(?:willing(?:ness)?|prepared|ready|eager|motivated|keen|plan\w*|"
    r"ambiti(?:on|e)|wish(?:es)?|intend\w*|hope|wants?|wil(?:t)?|comptez|comptes|souhaitez|"
    r"bereid(?:heid)?|klaar|gemotiveerd|leert|leer je|prête?s?|disposée?|volonté|motivée?|envie|appren(?:ez|ds))(?!\w)"
    r"(?!\W+(?:to (?:travel|relocate|work)|te reizen|à voyager))",
    re.IGNORECASE,
)
_TO_GET_IT = re.compile(
    r"(?<!\w)(?:willing(?:ness)?|prepared|ready|eager|motivated|keen|bereid(?:heid)?|gemotiveerd|prête?s?|disposée?)"
    r"\s+(?:bent |zijn |are )?(?:to|om|à|het|je|de)\s+(?:(?:learn|study|improve|obtain|get|acquire|"
    r"earn|apprendre|passer|"
    r"obtenir|suivre|het|je|jouw|een|uw|een|bij|le|la|l.|un|your|an?|some)\W*){0,3}\s*$",
    re.IGNORECASE,
)


def settled(text: str, mention: Mention, need: Need | None, mentions: Sequence[Mention]) -> Need | None:
    """The need of a mention in the light of where it stands; only a demand, or a bare mention, is weakened."""
    if need not in (None, "required"):
        return need
    before = text[: mention.start]
    if mention.kind != "permit" and _NONE.match(text, mention.stop):
        return "not asked"
    if _questioned(text, mention, need) or _AFTERWARDS.search(before) or _TELL_US.search(before):
        return "unknown"
    if _willing(text, mention) or (mention.kind != "degree" and otherwise(text, mention, mentions)):
        return "preferred"
    if (mention.name == "PhD" or mention.kind == "licence") and _TOWARDS.search(before) and not _BRINGS.search(before):
        return "unknown"
    if need == "required":
        return need
    return "unknown" if _is_no_demand(text, mention) else None


def _is_no_demand(text: str, mention: Mention) -> bool:
    before = text[: mention.start]
    if _CONDITION.search(before) and mention.kind != "permit":
        return True
    if _is_theirs(before):
        return True
    if mention.kind == "language":
        return bool(_HEARD.search(before))
    if mention.kind == "experience" or mention.name == "PhD":
        if _IS_SOMETHING.match(text, mention.stop):
            return True
        if _WITH_IT.match(before) and _CANDIDATE.search(text, mention.stop):
            return True
    if mention.name == "PhD" and _YOURS.search(before) and not (_SOON.search(text) or _HAD.search(text)):
        return True
    return mention.kind in ("degree", "experience") and bool(_DOES.match(text, mention.stop))


def otherwise(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """`You have a PhD, or you learned it on the job`: there is another way, which names nothing of the kind."""
    other = _OR_YOU.search(text, mention.stop, mention.stop + 90)
    if other is None or _SOON.search(text, other.end()) or re.search(r"[.;]\s", text[mention.stop : other.start()]):
        return False
    return not any(m.kind == mention.kind for m in mentions if m.start >= other.start())


def _is_theirs(before: str) -> bool:
    """Colleagues have it; but `you work in an English team and speak Dutch` is about you."""
    theirs = _THEIRS.search(before)
    if theirs is None or _LOOKED_FOR.search(before):
        return False
    return not (_CANDIDATE.search(before, 0, theirs.start()) and _JOINED.search(theirs.group()))


def _questioned(text: str, mention: Mention, need: Need | None) -> bool:
    """It stands in a question, and nothing that follows makes a demand of it."""
    mark = text.find("?", mention.start)
    if mark < 0 or re.search(r"[.!;:]\s", text[mention.stop : mark]):
        return False
    answer = text[mark + 1 :]
    if _MEANT.search(text):
        return False
    return not (need == "required" and _MUST.search(answer) and not _NOT.search(answer))


def _willing(text: str, mention: Mention) -> bool:
    """`Dutch, or willing to learn it`: what one may still acquire is not asked for on the first day."""
    if mention.kind not in ("language", "licence", "experience"):
        return False
    if _TO_GET_IT.search(text[: mention.start]):
        return True
    match = _WILLING.search(text, mention.stop, mention.stop + 70)
    return match is not None and not re.search(r"[.;]\s", text[mention.stop : match.start()])
