"""The names of Musterstadt and the habits of its administration. All of it is invented, parties apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class House:
    """The habits of one administration: what it calls things and how it signs."""

    noun: str  # Vorlage or Drucksache
    reference: str
    art_label: str
    facts_heading: str
    resolution_heading: str
    attachments_heading: str
    order: tuple[str, ...]
    html_signature: str
    pdf_signature: str
    split_spans: bool
    embedded_titles: bool
    public_suffix: str


HOUSES = (
    House(
        "Vorlage",
        "VO/{year}/{number:04}",
        "Vorlage-Art:",
        "Sachverhalt:",
        "Beschlussvorschlag:",
        "Anlage/n:",
        ("SV", "BV", "AN"),
        "none",
        "two_columns",
        True,
        False,
        "",
    ),
    House(
        "Drucksache",
        "{term}-{serial:04}",
        "Drucksache-Art:",
        "Sachverhalt:",
        "Petitum/Beschluss:",
        "Anlage/n:",
        ("SV", "BV", "AN"),
        "names",
        "gez",
        True,
        False,
        "",
    ),
    House(
        "Vorlage",
        "{number:04}/{year}",
        "Vorlage-Art:",
        "Sachdarstellung:",
        "Beschlussvorschlag:",
        "Anlagen:",
        ("BV", "SV", "AN"),
        "office",
        "office",
        False,
        True,
        "",
    ),
    House(
        "Vorlage",
        "{year}/{number:03}",
        "Vorlageart:",
        "Darstellung des Vorgangs:",
        "Beschlussvorschlag:",
        "Anlage/n:",
        ("SV", "BV", "AN"),
        "two_columns",
        "auftrag",
        True,
        True,
        "",
    ),
    House(
        "Sitzungsvorlage",
        "SV-{term}-{serial:04}",
        "Vorlage-Art:",
        "Begründung:",
        "Beschlussvorschlag:",
        "Anlage/n:",
        ("BV", "SV", "AN"),
        "gez",
        "two_columns",
        False,
        False,
        " öffentlich",
    ),
    House(
        "Drucksache",
        "DS{number:04}/{short}",
        "Drucksache-Art:",
        "Sachverhalt:",
        "Beschlussvorschlag:",
        "Anlagen:",
        ("SV", "BV", "AN"),
        "none",
        "office",
        True,
        True,
        "",
    ),
)


COMMITTEES = (
    ("Haupt- und Finanzausschuss", "des Haupt- und Finanzausschusses", "haupt"),
    ("Ausschuss für Stadtplanung und Bauen", "des Ausschusses für Stadtplanung und Bauen", "planung"),
    ("Ausschuss für Schule und Sport", "des Ausschusses für Schule und Sport", "schule"),
    ("Jugendhilfeausschuss", "des Jugendhilfeausschusses", "jugend"),
    ("Ausschuss für Umwelt und Klimaschutz", "des Ausschusses für Umwelt und Klimaschutz", "umwelt"),
    ("Verkehrsausschuss", "des Verkehrsausschusses", "verkehr"),
    ("Kulturausschuss", "des Kulturausschusses", "kultur"),
    (
        "Ausschuss für Soziales, Senioren und Integration",
        "des Ausschusses für Soziales, Senioren und Integration",
        "soziales",
    ),
    ("Ausschuss für Ordnung und Feuerwehr", "des Ausschusses für Ordnung und Feuerwehr", "ordnung"),
    ("Ausschuss für Wirtschaft und Stadtmarketing", "des Ausschusses für Wirtschaft und Stadtmarketing", "wirtschaft"),
)
FACTIONS = (
    ("CDU-Fraktion", "der CDU-Fraktion", "CDU", 12),
    ("SPD-Fraktion", "der SPD-Fraktion", "SPD", 10),
    ("Fraktion Bündnis 90/DIE GRÜNEN", "der Fraktion Bündnis 90/DIE GRÜNEN", "GRÜNE", 8),
    ("FDP-Fraktion", "der FDP-Fraktion", "FDP", 4),
    ("Fraktion DIE LINKE", "der Fraktion DIE LINKE", "DIE LINKE", 3),
    ("Fraktion Bürgerliste", "der Fraktion Bürgerliste", "Bürgerliste", 3),
)
GIVEN_F = (
    "Anna|Birgit|Käthe|Jördis|Claudia|Elif|Françoise|Gülcan|Heike|Ines|Katrin|Lena|Maren|Nadja|Petra|"
    "Sabine|Ulrike|Yvonne"
).split("|")
GIVEN_M = (
    "Andreas|Björn|Carsten|Dieter|Emre|Frank|Günter|Hans-Jürgen|Jörg|Klaus|Lars|Matthias|Norbert|Olaf|"
    "Peter|René|Stefan|Thomas"
).split("|")
FAMILY = (
    "Ackermann|Bäumer|Brößkamp|Czerny|Dörnfeld|Eßer|Feldkötter|Gärtner|Großmann|Hölscher|Ihßen|Jürgens|"
    "Köhnemann|Lüdtke|Möllenkamp|Nüßlein|Oßwald|Prößdorf|Quandt|Rühling|Schäfermeier|Stöver|Tüllmann|"
    "Uhlenbrock|Vößing|Wächtler|Yıldırım-Krüger|Zöllner|Faber-Wick|von Rautenfeld|Thomé|Kaczmarek|"
    "Siebenhüner|Brandhorst|Höfken|Lührmann|Pätzold|Rößler|Süßmuth-Lange|Wörmann|Berends|Dreßen|"
    "Füchtjohann|Hansmeyer|Klöpper|Lachmann|Mühlnickel|Overbeck|Plöger|Rademacher|Schlüter|Teigelkötter|"
    "Uekermann|Völkening|Wiemann|Zurmühlen|Aßmann|Böckstiegel"
).split("|")
ROOMS = (
    ("Großer Sitzungssaal", "Rathausplatz 1, 99900 Musterstadt"),
    ("Kleiner Sitzungssaal, Raum 104", "Rathausplatz 1, 99900 Musterstadt"),
    ("Bürgerhaus Oberfeld, Saal 2", "Lindenstraße 14, 99902 Musterstadt"),
    ("Aula der Käthe-Brandt-Schule", "Töpfergasse 3-5, 99900 Musterstadt"),
)
ADOPTED = (
    "ungeändert beschlossen",
    "einstimmig beschlossen",
    "mehrheitlich beschlossen",
    "geändert beschlossen",
    "ungeändert beschlossen",
)
MOTION_RESULTS = (
    "mehrheitlich abgelehnt",
    "mehrheitlich beschlossen",
    "zurückgestellt",
    "vertagt",
    "zurückgezogen",
    "an Gremium überwiesen",
    "einstimmig beschlossen",
)
