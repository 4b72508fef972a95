"""Frequent words of council papers with a letter that can get lost (VARIETY §9.1): evidence for a repair."""

from __future__ import annotations

# Lower case, basic forms; longer words that begin with one of ten letters or more are recognised as well.
KNOWN_WORDS = tuple(
    """
    für über gemäß nächste nächsten nächster zunächst während hätte hätten könnte können könnten müsste müssen möchte möglich
    möglichkeit möglichkeiten öffentlich öffentliche öffentlichen öffentlichkeit öffentlichkeitsarbeit öffentlichkeitsbeteiligung
    nichtöffentlich zusätzlich zusätzliche grundsätzlich ausschließlich einschließlich schließlich abschließend anschließend
    beschließen beschließt beschluß maßnahme maßnahmen maßgeblich gemäßigt regelmäßig planmäßig verhältnis verhältnisse
    prävention präventionskette präventionsketten präventionsarbeit präventionsbeauftragte präventiv präventive
    stadtverordnetenversammlung bürger bürgerinnen bürgerschaft bürgermeister bürgermeisterin oberbürgermeister
    oberbürgermeisterin bezirksbürgermeister bezirksbürgermeisterin bürgerbeteiligung bürgerinitiative bürgersteig bürgerhaus
    städtisch städtische städtischen städtischer städte städtebau städtebauliche städtebaulichen städtebauförderung
    jährlich jährliche jährlichen jährige haushaltsjahre jahresabschlüsse jahrgänge jahrgänger
    förderung fördermittel förderprogramm fördern gefördert förderschule zuschüsse zuschuß beschlüsse entschließung
    straße straßen straßenbau straßenverkehr straßenverkehrsordnung straßenreinigung straßenbeleuchtung hauptstraße
    fußgänger fußgängerzone fußweg fußwege fußverkehr großes größe größer größere größten groß große großen
    grünfläche grünflächen grünanlage grünanlagen begründung begründet gründe gründung gründen gegründet
    fläche flächen flächennutzungsplan flächennutzungsplanes gewerbefläche verkehrsfläche freiflächen
    gebäude gebäudes gebäuden gebäudemanagement schulgebäude räume räumlich räumlichkeiten räumen geräte
    prüfung prüfen geprüft überprüfung überprüfen prüfauftrag rechnungsprüfung rechnungsprüfungsausschuss rechnungsprüfungsamt
    änderung änderungen geändert ändern änderungsantrag veränderung veränderungen ergänzung ergänzungen ergänzt ergänzend
    erläuterung erläuterungen erläutert erläutern gebühr gebühren gebührensatzung gebührenordnung schülerinnen schüler
    verfügung verfügbar zuständig zuständige zuständigkeit selbständig vollständig unterstützung unterstützen unterstützt
    kämmerer kämmerei stadtkämmerer vermögen vermögens ermäßigung erhöhung erhöht höhe höhere höher geschäftsführung
    geschäftsordnung geschäftsführer beschäftigte beschäftigung geschäftsstelle aufträge verträge beiträge erträge anträge
    träger trägerschaft jugendhilfeträger sozialräumlich kindertagesstätte kindertagesstätten stätte werkstätten
    gespräch gespräche rückfragen rückmeldung zurück zurückgestellt zurückgezogen rücklage rücklagen berücksichtigung
    berücksichtigt berücksichtigen frühzeitig früher frühere frühe grundstück grundstücke grundstücks stück stücke
    wünscht gewünscht wünsche gültig gültigkeit rückgang rücksicht künftig künftige zukünftig zukünftige
    ausführung ausführungen ausgeführt durchführung durchgeführt führt führen einführung eingeführt zuführung
    bevölkerung erklärung erklärt geklärt klärung tätigkeit tätig fähigkeit fähig beschädigt entschädigung wählen gewählt
    wähler wählergruppe fünf zwölf äußern äußert äußerung außerdem außerhalb außer heißt weiß dreißig schließen
    schließung anschluß kürzung gekürzt verkürzt stärkung stärken gestärkt verstärkt ärzte ärztlich pflegekräfte fachkräfte
    einkünfte übersicht übernahme übernehmen überwiesen überweisung überplanmäßig übertragung überarbeitung gegenüber darüber
    nähe nähere näher nähern wärme wärmeplanung wärmenetz lärm lärmschutz lärmaktionsplan wäre wären spät später verspätet
    beigeordnetenräume fraktionsübergreifend integrationsräte räte beiräte ortsräte gemeinderäte kreisräte stadträte sämtliche
    """.split()
)
# Damaged forms that are ordinary words: never read as damage.
ORDINARY = frozenset(
    """
    ge grund grunde stand stande stande bau haus ver vor be er rat land stadt nun man ist und oder mit von zum zur bei aus
    tag gro he te re se le nen ner ten ter mer sen ren len ger gen wer war wir ihr sie ein das der die den dem des
    beschl hern fung fungen rung rungen lung zung gebe geben geber leben lege legen setze rede
    """.split()
)
