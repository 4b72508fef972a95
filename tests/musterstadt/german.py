"""German that reads like council papers: topics, measures and sentences with slots. Streets, places and people are invented."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from musterstadt.dice import Dice


@dataclass(frozen=True)
class Topic:
    """A field of council work: who is in charge of it, what it is about and what is said of it."""

    key: str
    office: str
    committee: str
    objects: tuple[str, ...]  # genitive, so that „Sanierung …“ can precede
    measures: tuple[int, ...]  # places in MEASURES
    sentences: tuple[str, ...]


# nominative, genitive, dative, accusative
MEASURES = (
    ("die Sanierung", "der Sanierung", "der Sanierung", "die Sanierung"),
    ("die Erweiterung", "der Erweiterung", "der Erweiterung", "die Erweiterung"),
    ("der Neubau", "des Neubaus", "dem Neubau", "den Neubau"),
    ("der Umbau", "des Umbaus", "dem Umbau", "den Umbau"),
    ("die Umgestaltung", "der Umgestaltung", "der Umgestaltung", "die Umgestaltung"),
    ("die Instandsetzung", "der Instandsetzung", "der Instandsetzung", "die Instandsetzung"),
    ("die Einrichtung", "der Einrichtung", "der Einrichtung", "die Einrichtung"),
    ("die Förderung", "der Förderung", "der Förderung", "die Förderung"),
    ("die Fortschreibung", "der Fortschreibung", "der Fortschreibung", "die Fortschreibung"),
    ("die Änderung", "der Änderung", "der Änderung", "die Änderung"),
    ("die Aufstellung", "der Aufstellung", "der Aufstellung", "die Aufstellung"),
    ("die Beschaffung", "der Beschaffung", "der Beschaffung", "die Beschaffung"),
    ("die Neufassung", "der Neufassung", "der Neufassung", "die Neufassung"),
    ("die Einführung", "der Einführung", "der Einführung", "die Einführung"),
)

TOPICS = (
    Topic(
        "verkehr",
        "Amt 66 Tiefbau und Verkehr",
        "verkehr",
        (
            "der Fahrbahn {street_in}",
            "des Gehwegs {street_in}",
            "der Bushaltestelle „{stop}“",
            "des Radwegs zwischen {quarter} und {quarter2}",
            "der Kreuzung {street} / {street2}",
            "der Straßenbeleuchtung {street_in}",
        ),
        (0, 3, 4, 5),
        (
            "Die Verkehrszählung vom {date} hat {street_in} rund {count} Fahrzeuge am Tag ergeben, davon {percent} Schwerverkehr.",
            "Die Asphaltdecke weist auf einer Länge von etwa {metres} m Risse und Ausbrüche auf.",
            "Für Fußgängerinnen und Fußgänger ist die Querung {street_in} derzeit nur mit langen Wartezeiten möglich.",
            "Die Straßenverkehrsbehörde hat der Anordnung von Tempo 30 gemäß § 45 StVO zugestimmt.",
            "Während der Bauzeit von voraussichtlich {months} Monaten wird der Verkehr über {street_acc} umgeleitet.",
            "Die Haltestelle wird barrierefrei ausgebaut und erhält ein Blindenleitsystem sowie einen Wetterschutz.",
            "Der Ausbau entspricht den Zielen des Radverkehrskonzepts und schließt eine Lücke im Wegenetz zwischen {quarter} und {quarter2}.",
        ),
    ),
    Topic(
        "schule",
        "Amt 40 Schule und Bildung",
        "schule",
        (
            "der Turnhalle der {school}",
            "der Fachräume der {school}",
            "der Mensa der {school}",
            "des Schulhofs der {school}",
            "der offenen Ganztagsbetreuung an der {school}",
        ),
        (0, 1, 3, 4),
        (
            "Die {school} wird im Schuljahr {schoolyear} von {pupils} Kindern in {classes} Klassen besucht.",
            "Nach der Schulentwicklungsplanung steigt die Zahl der Schülerinnen und Schüler bis {year} um etwa {percent}.",
            "Die Schulkonferenz hat dem Raumprogramm am {date} einstimmig zugestimmt.",
            "Die Räume genügen weder den heutigen Anforderungen an den Schallschutz noch denen an die Barrierefreiheit.",
            "Der Rechtsanspruch auf ganztägige Förderung von Grundschulkindern gilt stufenweise ab dem 01.08.2026.",
            "Während der Arbeiten werden {classes} Klassen in mobilen Raumeinheiten auf dem Grundstück unterrichtet.",
        ),
    ),
    Topic(
        "kita",
        "Amt 51 Jugend und Familie",
        "jugend",
        (
            "der Kindertagesstätte „{kita}“",
            "einer viergruppigen Kindertagesstätte im Ortsteil {quarter}",
            "der Jugendfreizeitstätte {quarter}",
            "des Spielplatzes {street_in}",
            "der Schulsozialarbeit im Ortsteil {quarter}",
        ),
        (0, 1, 2, 6, 7),
        (
            "Zum Stichtag {date} standen im Ortsteil {quarter} {pupils} Plätze für Kinder unter sechs Jahren zur Verfügung.",
            "Die Bedarfsplanung weist für das Kindergartenjahr {schoolyear} ein Defizit von {small} Plätzen aus.",
            "Der Träger hat die Übernahme der Betriebsträgerschaft mit Schreiben vom {date} zugesichert.",
            "Im Rahmen der Beteiligung haben {small} Kinder und Jugendliche ihre Wünsche in Modelle übersetzt.",
            "Die Außenfläche wird naturnah gestaltet; außerdem entstehen Angebote für Kinder mit Behinderung.",
            "Das Landesjugendamt hat die Betriebserlaubnis gemäß § 45 SGB VIII in Aussicht gestellt.",
        ),
    ),
    Topic(
        "planung",
        "Amt 61 Stadtplanung",
        "planung",
        (
            "des Bebauungsplans Nr. {plan} „{area}“",
            "des Flächennutzungsplans für den Bereich „{area}“",
            "der Gestaltungssatzung für den Ortskern {quarter}",
            "des Einzelhandelskonzepts für den Ortsteil {quarter}",
        ),
        (8, 9, 10),
        (
            "Das Plangebiet umfasst rund {hectares} ha und liegt zwischen {street_dat} und {street2_dat}.",
            "Ziel der Planung ist die Ausweisung eines allgemeinen Wohngebiets gemäß § 4 BauNVO für etwa {small} Wohneinheiten.",
            "Die frühzeitige Beteiligung der Öffentlichkeit gemäß § 3 Abs. 1 BauGB fand in der Zeit vom {date} bis zum {date} statt.",
            "Von den Trägern öffentlicher Belange gingen {small} Stellungnahmen ein, über die im Einzelnen zu beschließen ist.",
            "Betroffen sind unter anderem die Flurstücke {parcel} und {parcel} der Gemarkung {quarter}.",
            "Eine artenschutzrechtliche Prüfung hat keine Verbotstatbestände nach § 44 BNatSchG ergeben.",
        ),
    ),
    Topic(
        "sport",
        "Amt 52 Sport und Bäder",
        "schule",
        (
            "des Kunstrasenplatzes im Sportpark {quarter}",
            "des Freibads {quarter}",
            "der Sporthalle {street_in}",
            "der Umkleiden des Vereins {club}",
        ),
        (0, 3, 5, 7),
        (
            "Der Verein {club} zählt zurzeit {pupils} Mitglieder, davon {percent} Kinder und Jugendliche.",
            "Die technische Anlage des Bades stammt aus dem Jahr {oldyear} und ist nicht mehr wirtschaftlich zu betreiben.",
            "Die Hallenzeiten sind montags bis freitags zwischen 16.00 und 22.00 Uhr vollständig vergeben.",
            "Der Stadtsportverband unterstützt die Maßnahme ausdrücklich und hat sie in seine Prioritätenliste aufgenommen.",
            "Für die Förderung des Breitensports gilt die Richtlinie vom {date}.",
        ),
    ),
    Topic(
        "kultur",
        "Amt 41 Kultur und Stadtarchiv",
        "kultur",
        (
            "des Stadtmuseums {street_in}",
            "der Stadtbücherei {quarter}",
            "des Kulturfestivals „{festival}“",
            "der Musikschule Musterstadt",
            "des Stadtarchivs",
        ),
        (0, 3, 7),
        (
            "Im vergangenen Jahr zählte die Einrichtung {count} Besucherinnen und Besucher.",
            "Das Festival „{festival}“ hat sich seit {oldyear} zu einem festen Bestandteil des kulturellen Lebens entwickelt.",
            "Die Bestände sind auf {metres} laufende Regalmeter angewachsen, sodass die Magazinflächen erschöpft sind.",
            "Der Förderverein beteiligt sich mit Spenden in Höhe von {amount}.",
            "Ein Teil der Veranstaltungen wird künftig in Räumen {street_in} stattfinden.",
        ),
    ),
    Topic(
        "umwelt",
        "Amt 67 Umwelt und Klimaschutz",
        "umwelt",
        (
            "der Uferböschung am {brook}",
            "des kommunalen Wärmeplans",
            "der Photovoltaikanlage auf dem Dach der {school}",
            "der Baumschutzsatzung",
            "der Grünfläche {street_in}",
        ),
        (0, 4, 8, 12),
        (
            "Die Stadt hat sich das Ziel gesetzt, bis {year} die Treibhausgasemissionen um {percent} zu senken.",
            "Entlang des {brook_gen} wurden bei der Begehung am {date} insgesamt {small} geschädigte Bäume festgestellt.",
            "Die Anlage erzeugt jährlich rund {count} kWh Strom und deckt damit {percent} des Eigenbedarfs.",
            "Für jeden gefällten Baum werden zwei heimische Laubbäume nachgepflanzt.",
            "Der Naturschutzbeirat hat sich in seiner Sitzung am {date} mit der Maßnahme befasst und keine Bedenken erhoben.",
            "Das Förderprogramm „Klimaanpassung in Kommunen“ übernimmt {percent} der zuwendungsfähigen Ausgaben.",
        ),
    ),
    Topic(
        "feuerwehr",
        "Amt 37 Feuerwehr und Rettungsdienst",
        "ordnung",
        (
            "eines Löschgruppenfahrzeugs für den Löschzug {quarter}",
            "des Feuerwehrgerätehauses {quarter}",
            "des Brandschutzbedarfsplans",
            "der Sirenenanlagen im Ortsteil {quarter}",
        ),
        (2, 5, 8, 11),
        (
            "Der Löschzug {quarter} wurde im Jahr {oldyear} gegründet und leistet jährlich etwa {small} Einsätze.",
            "Das vorhandene Fahrzeug hat eine Laufleistung von {count} km erreicht und ist {small} Jahre alt.",
            "Die Hilfsfrist von acht Minuten wird im Ausrückebereich derzeit zu {percent} eingehalten.",
            "Die Unfallkasse hat bei ihrer Besichtigung am {date} Mängel an den Stellplätzen und Umkleiden beanstandet.",
            "Die Lieferzeit beträgt nach Auskunft der Hersteller zurzeit {months} Monate.",
        ),
    ),
    Topic(
        "haushalt",
        "Amt 20 Finanzen",
        "haupt",
        (
            "der Hebesatzsatzung",
            "der Vergnügungssteuersatzung",
            "des Haushaltssicherungskonzepts",
            "der Gebührensatzung für die Straßenreinigung",
        ),
        (8, 9, 12),
        (
            "Der Entwurf des Haushalts schließt im Ergebnisplan mit einem Fehlbetrag von {amount} ab.",
            "Die Gewerbesteuererträge liegen zum {date} um {percent} unter dem Ansatz.",
            "Für die Haushaltsjahre {schoolyear} sind Verpflichtungsermächtigungen in Höhe von {amount} vorgesehen.",
            "Die Kommunalaufsicht hat mit Verfügung vom {date} auf die Pflicht zum Haushaltsausgleich hingewiesen.",
            "Die Gebühr wurde zuletzt im Jahr {oldyear} angepasst und deckt nur noch {percent} der Kosten.",
        ),
    ),
    Topic(
        "digital",
        "Amt 10 Organisation und Digitalisierung",
        "haupt",
        (
            "der elektronischen Akte in der Stadtverwaltung",
            "des Onlineportals für Bürgerdienste",
            "eines Ratsinformationssystems",
            "der Geschäftsordnung für den Rat und die Ausschüsse",
        ),
        (9, 12, 13),
        (
            "Seit dem {date} können {small} Leistungen der Verwaltung vollständig digital beantragt werden.",
            "Das Onlinezugangsgesetz verpflichtet die Kommunen, ihre Leistungen auch elektronisch anzubieten.",
            "Die Schulung der {pupils} Beschäftigten beginnt im {quarteryear} und dauert {months} Monate.",
            "Der Personalrat hat gemäß § 72 LPVG zugestimmt.",
            "Der Datenschutzbeauftragte wurde am {date} beteiligt; seine Hinweise sind eingearbeitet.",
        ),
    ),
    Topic(
        "soziales",
        "Amt 50 Soziales und Integration",
        "soziales",
        (
            "der Beratungsstelle für Wohnungsnotfälle",
            "des Seniorentreffs {quarter}",
            "der Unterkunft {street_in}",
            "des Integrationskonzepts",
            "des Familienzentrums {quarter}",
        ),
        (0, 1, 6, 7, 8),
        (
            "Im Berichtszeitraum wurden {pupils} Haushalte beraten, in {small} Fällen konnte der Verlust der Wohnung abgewendet werden.",
            "Das Angebot richtet sich an Menschen ab 60 Jahren und wird von {small} Ehrenamtlichen getragen.",
            "Die Auslastung der städtischen Unterkünfte lag am {date} bei {percent}.",
            "Der Integrationsrat hat die Handlungsempfehlungen in seiner Sitzung am {date} begrüßt.",
            "Die Träger der freien Wohlfahrtspflege wurden frühzeitig einbezogen und äußerten sich zustimmend.",
        ),
    ),
    Topic(
        "wirtschaft",
        "Amt 80 Wirtschaftsförderung",
        "wirtschaft",
        (
            "des Gewerbegebiets „{area}“",
            "des Wochenmarkts {street_in}",
            "der Innenstadt durch einen Verfügungsfonds",
            "des Stadtmarketings",
        ),
        (1, 4, 7),
        (
            "Von den {small} Gewerbegrundstücken sind {percent} vermarktet oder fest reserviert.",
            "Der Leerstand in der Innenstadt beträgt nach der Erhebung vom {date} rund {percent} der Ladenlokale.",
            "Die Industrie- und Handelskammer unterstützt das Vorhaben in ihrer Stellungnahme vom {date}.",
            "Die Marktbeschickerinnen und Marktbeschicker haben sich mehrheitlich für eine Verlängerung der Öffnungszeiten ausgesprochen.",
            "Der Fonds wird je zur Hälfte aus öffentlichen und aus privaten Mitteln gespeist.",
        ),
    ),
    Topic(
        "wasser",
        "Amt 70 Stadtentwässerung",
        "umwelt",
        (
            "des Mischwasserkanals {street_in}",
            "des Regenrückhaltebeckens am {brook}",
            "der Kläranlage {quarter}",
            "des Durchlasses am {brook}",
        ),
        (0, 1, 2, 5),
        (
            "Die Kamerabefahrung vom {date} hat auf {metres} m Schäden der Klassen 3 und 4 ergeben.",
            "Beim Starkregen vom {date} fielen innerhalb einer Stunde {small} Liter je Quadratmeter.",
            "Die wasserrechtliche Erlaubnis ist bis zum {deadline} befristet.",
            "Der Kanal wurde im Jahr {oldyear} verlegt und ist hydraulisch überlastet.",
            "Die Arbeiten werden mit denen der Stadtwerke abgestimmt, um doppelte Aufbrüche zu vermeiden.",
        ),
    ),
    Topic(
        "friedhof",
        "Amt 68 Grünflächen und Friedhöfe",
        "umwelt",
        (
            "der Trauerhalle auf dem Friedhof {quarter}",
            "der Friedhofssatzung",
            "der Parkanlage {street_in}",
            "der Urnengemeinschaftsanlage {quarter}",
        ),
        (0, 4, 9, 12),
        (
            "Der Anteil der Urnenbestattungen ist seit {oldyear} auf {percent} gestiegen.",
            "Die Trauerhalle ist nicht barrierefrei zugänglich; auch die Heizung muss erneuert werden.",
            "Die Wege im nördlichen Teil der Anlage sind auf {metres} m ausgespült.",
            "Künftig werden pflegefreie Grabformen auf allen städtischen Friedhöfen angeboten.",
        ),
    ),
)

GENERAL = (
    "Die Verwaltung hat die Angelegenheit mit den beteiligten Fachämtern abgestimmt.",
    "Über den Stand der Arbeiten wird dem Ausschuss im {quarteryear} erneut berichtet.",
    "Die Ausschreibung erfolgt nach den Vorschriften der VOB/A als öffentliche Ausschreibung.",
    "Auf die Ausführungen in der Sitzung vom {date} wird verwiesen.",
    "Ohne {m_acc} wäre in den kommenden Jahren mit deutlich höheren Unterhaltungskosten zu rechnen.",
    "Mit {m_dat} {object} soll im {quarteryear} begonnen werden.",
    "Die Kosten {m_gen} belaufen sich nach der Schätzung des Fachamts auf {amount}.",
    "Mehrere Anwohnerinnen und Anwohner haben sich mit Eingaben an die Verwaltung gewandt und auf die unbefriedigende Situation hingewiesen.",
    "Die Abstimmung mit der Bezirksregierung ist weitgehend abgeschlossen; eine schriftliche Bestätigung liegt seit dem {date} vor.",
    "Alternativ wurde geprüft, die Maßnahme um ein Jahr zu verschieben, was jedoch zum Verlust der Fördermittel führen würde.",
    "Die Untersuchung der Firma {company} kommt zu dem Ergebnis, dass {m_nom} wirtschaftlich vertretbar ist.",
    "Der Stadt entstehen darüber hinaus Personalkosten, die aus den vorhandenen Stellen gedeckt werden.",
    "Bürgerinnen und Bürger konnten sich bei einer Veranstaltung im Bürgerhaus {quarter} über die Pläne informieren.",
    "Aus Sicht der Verwaltung überwiegen die Vorteile, sodass an der bisherigen Planung festgehalten werden sollte.",
    "Die Grundlage bildet der Beschluss des Rates vom {date}.",
    "Eine Beteiligung der Ortsvorsteherin des Ortsteils {quarter} hat stattgefunden.",
    "Der zeitliche Ablauf steht unter dem Vorbehalt, dass die Zuwendung rechtzeitig bewilligt wird.",
    "Hierfür wurden im Haushalt {haushalt} Mittel in Höhe von {amount} veranschlagt.",
    "Die Folgekosten betragen jährlich etwa {amount} und sind in der mittelfristigen Finanzplanung berücksichtigt.",
    "Im Übrigen bleibt es bei der bewährten Zusammenarbeit mit den örtlichen Vereinen und Verbänden.",
)

OPENINGS = (
    "Der Rat der Stadt Musterstadt hat die Verwaltung am {date} beauftragt, {m_acc} {object} vorzubereiten.",
    "Gegenstand dieser Vorlage ist {m_nom} {object}.",
    "Seit Jahren wird über {m_acc} {object} beraten; nunmehr liegen die Ergebnisse der Vorplanung vor.",
    "Mit Schreiben vom {date} hat das Fachamt auf den Bedarf für {m_acc} {object} hingewiesen.",
    "Die Notwendigkeit {m_gen} {object} ist unstrittig und wurde zuletzt bei der Ortsbesichtigung am {date} bestätigt.",
    "Nach dem Maßnahmenprogramm der Stadt ist {m_nom} {object} für das Jahr {year} vorgesehen.",
)

REFERENCES = (
    "Auf die Vorlage {ref} wird Bezug genommen.",
    "Zur Vorgeschichte siehe Vorlage {ref}.",
    "Die Beratung knüpft an die Drucksache {ref} an.",
    "Der Sachstand wurde zuletzt mit der Vorlage {ref} dargestellt.",
)

RESOLUTIONS = (
    "Der {body_acc} beschließt {m_acc} {object} gemäß der beigefügten Planung mit Gesamtkosten in Höhe von {amount}.",
    "Die Verwaltung wird beauftragt, {m_acc} {object} bis zum {deadline} vorzubereiten und dem Ausschuss über das Ergebnis zu berichten.",
    "Der {body_acc} stimmt {m_dat} {object} zu und stellt die erforderlichen Mittel in Höhe von {amount} bereit.",
    "Die überplanmäßige Aufwendung in Höhe von {amount} für {m_acc} {object} wird genehmigt; die Deckung erfolgt aus Minderaufwendungen an anderer Stelle.",
    "Dem Entwurf zu {m_dat} {object} in der Fassung vom {date} wird zugestimmt.",
)

NOTED = (
    "Der Bericht über {m_acc} {object} wird zur Kenntnis genommen.",
    "Die Ausführungen der Verwaltung zu {m_dat} {object} werden zur Kenntnis genommen.",
    "Der Ausschuss nimmt den Sachstand zu {m_dat} {object} vom {date} zur Kenntnis.",
)

RESOLUTION_ITEMS = (
    "{M_nom} {object} wird in der vorgelegten Form gebilligt.",
    "Die Verwaltung wird ermächtigt, die erforderlichen Aufträge bis zu einer Höhe von {amount} zu vergeben.",
    "Dem Ausschuss ist bis zum {deadline} über den Fortgang zu berichten.",
    "Die Fördermittel sind fristgerecht bis zum {deadline} zu beantragen.",
    "Die Anwohnerinnen und Anwohner sind vor Beginn der Arbeiten schriftlich zu informieren.",
    "Die Mehrkosten von {amount} werden durch Einsparungen im Teilhaushalt des Fachamts gedeckt.",
    "Für die Begleitung des Vorhabens wird ein Arbeitskreis aus je einem Mitglied jeder Fraktion gebildet.",
)

MOTIONS = (
    "Die Verwaltung wird gebeten, {m_acc} {object} zu prüfen und die voraussichtlichen Kosten darzustellen.",
    "Der Rat spricht sich für {m_acc} {object} aus und bittet die Verwaltung, bis zum {deadline} einen Umsetzungsvorschlag vorzulegen.",
    "In den Haushalt {haushalt} werden für {m_acc} {object} Mittel in Höhe von {amount} eingestellt.",
    "Die Verwaltung möge darlegen, welche Schritte für {m_acc} {object} bis {year} erforderlich sind.",
)

MOTION_REASONS = (
    "Viele Menschen im Ortsteil {quarter} warten seit langem auf {m_acc} {object}.",
    "Die jetzige Lage ist weder für Familien noch für ältere Menschen zufriedenstellend.",
    "Andere Städte vergleichbarer Größe haben gezeigt, dass sich solche Vorhaben mit überschaubarem Aufwand verwirklichen lassen.",
    "Gerade in den Wintermonaten häufen sich die Beschwerden, wie ein Blick in die Lokalpresse vom {date} zeigt.",
    "Unsere Fraktion hat sich vor Ort ein Bild gemacht und mit Betroffenen gesprochen.",
    "Das Motto „{slogan}“ darf kein Lippenbekenntnis bleiben.",
    "Fördermittel des Landes stehen nach unserer Kenntnis noch bis {year} zur Verfügung.",
    "Bei einer Unterschriftensammlung {street_in} haben sich {pupils} Menschen dafür ausgesprochen.",
    "Zuletzt wurde am {date} im Ortsteil {quarter} über das Thema diskutiert, ohne dass eine Lösung erkennbar wurde.",
    "Nach unserer Schätzung ließe sich das Vorhaben mit etwa {amount} verwirklichen.",
    "Die Verwaltung hatte bereits im Jahr {oldyear} Vorschläge gemacht, die jedoch nie umgesetzt wurden.",
    "Von der Verbesserung profitierten insbesondere die {pupils} Schülerinnen und Schüler der {school}.",
    "Auch der Verein {club} hat sich mit Schreiben vom {date} für das Anliegen eingesetzt.",
    "Zwischen {street_dat} und {street2_dat} ist die Situation besonders schwierig.",
)

QUESTIONS = (
    "Wie ist der aktuelle Sachstand bei {m_dat} {object}?",
    "Welche Kosten sind für {m_acc} {object} bisher entstanden, und wie hoch ist der verbleibende Ansatz?",
    "Wann ist mit dem Abschluss der Arbeiten zu rechnen?",
    "In welchem Umfang wurden die Anwohnerinnen und Anwohner {street_in} beteiligt?",
    "Welche Fördermittel wurden für das Jahr {year} beantragt?",
    "Trifft es zu, dass sich die Fertigstellung um mehr als {months} Monate verzögert?",
)

FINANCE = (
    "Die Gesamtkosten betragen {amount}. Hiervon entfallen {amount} auf das Haushaltsjahr {year} und {amount} auf die Folgejahre.",
    "Im Produkt {product} stehen Mittel in Höhe von {amount} zur Verfügung; der Eigenanteil der Stadt beträgt {percent}.",
    "Es entstehen einmalige Kosten in Höhe von {amount} sowie jährliche Folgekosten von etwa {amount}.",
    "Die Maßnahme wird zu {percent} durch Zuwendungen gedeckt, sodass der Haushalt mit {amount} belastet wird.",
)

PROTOCOL = (
    "{speaker} führt in die Vorlage ein und erläutert die wesentlichen Eckpunkte {m_gen} {object}.",
    "{speaker} begrüßt die Vorlage und bittet um Auskunft, wann mit den Arbeiten begonnen werde.",
    "{speaker} weist darauf hin, dass die Kosten gegenüber der ersten Schätzung um {percent} gestiegen seien.",
    "{speaker} erkundigt sich nach den Auswirkungen auf den Ortsteil {quarter}.",
    "{speaker} erklärt, die eigene Fraktion könne der Vorlage nur unter Bedenken folgen.",
    "{speaker} antwortet, die Förderzusage werde im {quarteryear} erwartet.",
    "{speaker} dankt der Verwaltung für die ausführliche Darstellung.",
    "{speaker} schlägt vor, die Anliegerinnen und Anlieger {street_in} noch einmal schriftlich zu befragen.",
)

STREETS_F = (
    "Lindenstraße",
    "Mühlenstraße",
    "Goethestraße",
    "Bürgermeister-Kühn-Straße",
    "Schützenstraße",
    "Färbergasse",
    "Rosenallee",
    "Hölderlinstraße",
    "Weißdornstraße",
    "Königsberger Straße",
    "Töpfergasse",
    "Kastanienallee",
    "Brückenstraße",
    "Südstraße",
    "Gänsemarktstraße",
    "Äußere Ringstraße",
)
STREETS_M = (
    "Ahornweg",
    "Birkenweg",
    "Höhenweg",
    "Großer Graben",
    "Sandring",
    "Stadtwall",
    "Lerchenweg",
    "Überführungsweg",
    "Mühlbachweg",
    "Nordring",
)
QUARTERS = (
    "Oberfeld",
    "Niederau",
    "Mühlhausen-Süd",
    "Grünthal",
    "Altenhöhe",
    "Großbrück",
    "Kleinbrück",
    "Weißenried",
    "Lübberode",
    "Fährdorf",
    "Schönwiese",
    "Hüttenhof",
    "Straßheim",
    "Königsau",
)
SCHOOLS = (
    "Grundschule Oberfeld",
    "Käthe-Brandt-Schule",
    "Gesamtschule Niederau",
    "Realschule am Mühlbach",
    "Grundschule Weißenried",
    "Förderschule Grünthal",
    "Albert-Löffler-Schule",
)
KITAS = ("Löwenzahn", "Märchenwald", "Kleine Füße", "Sonnenhügel", "Pfützenhüpfer", "Bärenhöhle")
AREAS = (
    "Am Mühlbach",
    "Nördlich der Bahn",
    "Alte Gärtnerei",
    "Hüttenhof-Ost",
    "Rösslers Wiese",
    "Bahnhofsquartier",
    "Südliche Höhe",
)
CLUBS = ("TuS Oberfeld", "SV Grün-Weiß Niederau", "FC Straßheim", "TV Königsau", "SC Fährdorf")
FESTIVALS = ("Töne am Fluss", "Musterstädter Kulturnächte", "Bühne frei", "Süße Klänge")
COMPANIES = ("Plan & Grün Ingenieure GmbH", "Büro Möller und Partner", "Stadtraum Weiß GmbH", "Ingenieurbüro Höfner")
SLOGANS = ("Kurze Beine, kurze Wege", "Eine Stadt für alle", "Grün vor der Tür", "Miteinander wächst Zukunft")
BROOKS = (
    ("Mühlbach", "Mühlbachs"),
    ("Weißen Graben", "Weißen Grabens"),
    ("Krähenbach", "Krähenbachs"),
    ("Höllbach", "Höllbachs"),
)
ORDINALS = ("ersten", "zweiten", "dritten", "vierten")

_SLOT = re.compile(r"\{(\w+)\}")


def german_date(day: dt.date) -> str:
    """`05.03.2025`, as papers print it."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def euro(number: int) -> str:
    """`64.000 €` or `1.250,50 €` in cents."""
    whole, cents = divmod(number, 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{grouped} €" if not cents else f"{grouped},{cents:02} €"


class Writer:
    """Fills sentences for one paper; every slot draws anew, except what the paper is about."""

    def __init__(self, dice: Dice, topic: Topic, day: dt.date, body_acc: str = "Rat der Stadt Musterstadt") -> None:
        self.dice = dice
        self.topic = topic
        self.day = day
        self.measure = MEASURES[dice.pick(topic.measures)]
        self.body_acc = body_acc
        self._used: set[str] = set()
        self.object = ""
        self.object = self.fill(dice.pick(topic.objects))

    def title(self) -> str:
        """`Sanierung der Fahrbahn in der Lindenstraße`."""
        return f"{self.measure[0].split(' ', 1)[1]} {self.object}"

    def fill(self, template: str, **fixed: str) -> str:
        """The sentence with its slots filled."""
        return _SLOT.sub(lambda found: fixed.get(found[1]) or self._slot(found[1]), template)

    def fresh(self, pool: tuple[str, ...], **fixed: str) -> str:
        """A sentence of a pool that this paper has not used yet, as long as there are any."""
        left = [sentence for sentence in pool if sentence not in self._used] or list(pool)
        chosen = self.dice.pick(left)
        self._used.add(chosen)
        return self.fill(chosen, **fixed)

    def paragraph(self, sentences: int) -> str:
        """Sentences of the topic mixed with those that fit everywhere."""
        pools = (self.topic.sentences, GENERAL, self.topic.sentences)
        return " ".join(self.fresh(self.dice.pick(pools)) for _ in range(sentences))

    def date(self) -> str:
        """A day within the year before the paper."""
        return german_date(self.day - dt.timedelta(days=self.dice.between(9, 380)))

    def _slot(self, name: str) -> str:
        return _SLOTS[name](self)

    def _street(self, form: int) -> str:
        if self.dice.chance(0.6):
            name = self.dice.pick(STREETS_F)
            if name.startswith("Äußere "):
                return (name, f"in der Äußeren {name[7:]}", f"der Äußeren {name[7:]}", f"die {name}")[form]
            return (name, f"in der {name}", f"der {name}", f"die {name}")[form]
        name = self.dice.pick(STREETS_M)
        if name == "Großer Graben":
            return (name, "am Großen Graben", "dem Großen Graben", "den Großen Graben")[form]
        return (name, f"im {name}" if name.endswith("weg") else f"am {name}", f"dem {name}", f"den {name}")[form]

    def amount(self) -> str:
        """A sum as papers print it."""
        kind = self.dice.below(4)
        if kind == 0:
            return f"{self.dice.between(11, 99) / 10:.1f} Mio. Euro".replace(".", ",", 1)
        if kind == 1:
            return euro(self.dice.between(100, 99_999) * 100 + self.dice.below(100))
        if kind == 2:
            return euro(self.dice.between(2, 900) * 100_000)
        return f"{self.dice.between(11, 980)}.000 Euro"


_SLOTS: dict[str, Callable[[Writer], str]] = {
    "m_nom": lambda w: w.measure[0],
    "M_nom": lambda w: w.measure[0][0].upper() + w.measure[0][1:],
    "m_gen": lambda w: w.measure[1],
    "m_dat": lambda w: w.measure[2],
    "m_acc": lambda w: w.measure[3],
    "object": lambda w: w.object,
    "body_acc": lambda w: w.body_acc,
    "date": Writer.date,
    "deadline": lambda w: german_date(w.day + dt.timedelta(days=w.dice.between(60, 700))),
    "amount": Writer.amount,
    "street": lambda w: w._street(0),
    "street2": lambda w: w._street(0),
    "street_in": lambda w: w._street(1),
    "street_dat": lambda w: w._street(2),
    "street2_dat": lambda w: w._street(2),
    "street_acc": lambda w: w._street(3),
    "stop": lambda w: w.dice.pick(STREETS_F),
    "quarter": lambda w: w.dice.pick(QUARTERS),
    "quarter2": lambda w: w.dice.pick(QUARTERS),
    "school": lambda w: w.dice.pick(SCHOOLS),
    "kita": lambda w: w.dice.pick(KITAS),
    "area": lambda w: w.dice.pick(AREAS),
    "club": lambda w: w.dice.pick(CLUBS),
    "festival": lambda w: w.dice.pick(FESTIVALS),
    "company": lambda w: w.dice.pick(COMPANIES),
    "slogan": lambda w: w.dice.pick(SLOGANS),
    "brook": lambda w: w.dice.pick(BROOKS)[0],
    "brook_gen": lambda w: w.dice.pick(BROOKS)[1],
    "plan": lambda w: f"{w.dice.between(12, 240)}",
    "parcel": lambda w: f"{w.dice.between(101, 998)}/{w.dice.between(1, 9)}",
    "product": lambda w: f"{w.dice.between(1, 16):02}.{w.dice.between(1, 9):02}.{w.dice.between(1, 5):02}",
    "percent": lambda w: f"{w.dice.between(12, 85)} %",
    "count": lambda w: f"{w.dice.between(1, 48)}.{w.dice.between(0, 999):03}",
    "small": lambda w: f"{w.dice.between(12, 96)}",
    "pupils": lambda w: f"{w.dice.between(110, 890)}",
    "classes": lambda w: w.dice.pick(("sechs", "acht", "zwölf", "vierzehn", "fünf")),
    "months": lambda w: w.dice.pick(("drei", "vier", "fünf", "acht", "zwölf", "achtzehn")),
    "metres": lambda w: f"{w.dice.between(120, 980)}",
    "hectares": lambda w: f"{w.dice.between(1, 24)},{w.dice.between(1, 9)}",
    "year": lambda w: str(w.day.year + w.dice.between(1, 6)),
    "oldyear": lambda w: str(w.dice.between(1958, 1999)),
    "haushalt": lambda w: str(w.day.year + 1),
    "schoolyear": lambda w: f"{w.day.year}/{w.day.year + 1}",
    "quarteryear": lambda w: f"{w.dice.pick(ORDINALS)} Quartal {w.day.year + 1}",
}
