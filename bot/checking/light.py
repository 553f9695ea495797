"""Words that every sentence may have, whatever it tells."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.records import Language

LIGHT: Mapping[Language, str] = {
    "en": """
        a an the of to in on at for from by with as is are was were be been being it its this that these those
        there here and or but so if then than while when where which who whose what how why also too very quite
        just even still yet such other another own same one ones you your we our they their them he she his her
        i my me us do does did done have has had will would shall should can could may might must not no nor
        each every all any some most more many much both few per via about around between among during within
        into onto over under up down out off again further once only either neither because since though
        although however moreover therefore thus hence besides including include includes usually often
        generally typically mostly mainly normally always never sometimes rarely regularly directly actually
        really simply especially particularly specifically currently now already well kind type sort way ways
        thing things someone something anyone everyone people person make makes get gets go goes use uses using
        let see means mean called known based example instance like etc whether rather together across along
        upon toward towards regarding concerning according need needs needed want wants take takes taking taken
        took different various several certain back least apart instead cannot afterwards thereafter am you'd
        you'll you're you've i'd i'll it's there's that's we're they're let's expect expected roughly
        approximately nearly almost minimum maximum until till whereas alongside following tend tends able
        possible overall altogether total rest comes come coming note mind keep
    """,
    "nl": """
        de het een en of van in op aan bij voor met als is zijn was waren wordt worden werd er dit dat deze die
        dan maar ook wel niet geen nog al om te tot uit over onder door naar je jij u uw jouw we wij ons onze ze
        zij hun hen hij haar ik mijn zich kan kunt kunnen mag mogen moet moeten zal zullen zou zouden heeft hebt
        hebben had men wie wat waar wanneer hoe waarom want omdat doordat zodat terwijl dus echter bovendien
        daarnaast elk elke alle ieder sommige meeste meer veel beide per via vooral meestal vaak soms altijd
        nooit gewoonlijk eens zelf zelfs hier daar nu toch alleen enkel zo zoals andere tussen tijdens binnen
        rond ongeveer zowel hetzij mensen persoon gaan gaat doen doet maken maakt eerst daarna vervolgens nadien
        achteraf dient dienen mee toe af heb krijg krijgt krijgen kom komt komen ligt liggen staat staan zit
        zitten ga doe deed wil wilt willen bent ben blijft blijven geldt ander anderen minstens maximaal minimum
        maximum doorgaans circa zo'n eerder waarmee waarvoor waarbij waarin daarvoor daarmee daarbij daarin
        hiervoor hierbij sinds zolang indien tevens alvast best heel echt erg zeer steeds rekening hou houd
        houdt hoef hoeft hoeven iemand iets telkens na elkaar meedoen
    """,
    "fr": """
        le la les l un une des du de d et ou à au aux en dans sur sous pour par avec sans chez vers entre que
        qui quoi dont où quand comment pourquoi ce cet cette ces cela ça il elle ils elles on nous vous je tu se
        sa son ses leur leurs notre nos votre vos mon ma mes ton ta tes est sont était étaient être été a ai as
        ont avez avons avoir eu sera seront peut peuvent pouvez doit doivent devez faut ne pas plus moins très
        aussi même mêmes encore déjà toujours jamais souvent parfois généralement surtout mais car donc si comme
        ainsi tout tous toute toutes chaque aucun aucune certains certaines plusieurs autre autres y là ici lors
        pendant durant selon afin notamment également environ ni soit fait faire va vont personne personnes gens
        ensuite puis d'abord après avant toi parmi jusque jusqu total minimum maximum ailleurs lequel laquelle
        celles ceux celui celle étant seras auras aurez aura voici sinon peux dois devras devrez pourras pourrez
        veux voulez puisque lorsque tandis côté cas outre
    """,
}
