"""The headings of council papers as data: canonical kind → printed spellings, one a line (VARIETY §1).

To add a spelling, add one line in lower case. Capitals, `ß`/`ss`, colons, enumerators, letter spacing, bold type and
`A und B`, `A/B` of known spellings need no line of their own. See docs/language.md.
"""

from __future__ import annotations

BESCHLUSSVORSCHLAG = "beschlussvorschlag"
SACHDARSTELLUNG = "sachdarstellung"
BEGRUENDUNG = "begruendung"
FINANZEN = "finanzielle_auswirkungen"
ANLAGEN = "anlagen"
BESCHLUSS = "beschluss"
ABSTIMMUNG = "abstimmungsergebnis"
PROTOKOLL = "protokoll"
ANFRAGE = "anfrage"
ANTWORT = "antwort"
OTHER = "other"


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


SPELLINGS: dict[str, tuple[str, ...]] = {
    BESCHLUSSVORSCHLAG: _lines("""
        beschlussvorschlag
        beschlussvorschläge
        beschlussantrag
        beschlussanträge
        beschlussentwurf
        beschlussentwürfe
        petitum
        petitum/beschluss
        petitum/beschlussvorschlag
        beschluss/petitum
        antrag
        der antrag
        anträge
        antrag/petitum
        antragstext
        antragsinhalt
        antrag der verwaltung
        beschlussvorschlag der verwaltung
        vorschlag der verwaltung
        verwaltungsvorschlag
        beschlusstext
        vorschlag zur beschlussfassung
        vorgeschlagener beschluss
        zu fassender beschluss
        beschlussformel
        vorgesehener beschluss
        empfohlener beschluss
        antrag auf beschlussfassung
        beschlussvorlage
        beschlussvorschlag/antrag
        antrag/beschlussvorschlag
        beschluss-vorschlag
        wortlaut des antrags
        wortlaut des beschlussvorschlags
        antragsbegehren
        entscheidungsvorschlag
        die verwaltung schlägt vor
        wir bitten zur kenntnis zu nehmen
        wir beantragen
        der beschlussvorschlag
        beschlussvorschlag (beschlussfassung)
        beschlussvorschlag/empfehlung
        inhalt des antrags
    """),
    SACHDARSTELLUNG: _lines("""
        sachdarstellung
        sachverhalt
        sachverhalte
        sachverhaltsdarstellung
        sachbericht
        sachlage
        sachstand
        sachstandsbericht
        sach- und rechtslage
        darstellung der sach- und rechtslage
        darstellung des vorgangs
        darstellung des sachverhalts
        darstellung des sachverhaltes
        sitzungsvortrag
        darstellung der sachlage
        erläuterung
        erläuterungen
        erläuterungsbericht
        vorbericht
        vortrag
        schilderung des sachverhalts
        schilderung des sachverhaltes
        problembeschreibung
        sachvortrag
        problembeschreibung/begründung
        sachverhalt/begründung
        begründung/sachverhalt
        sachdarstellung/begründung
        begründung/sachdarstellung
        sachverhalt/sachdarstellung
        sachverhalt/stellungnahme
        inhalt der mitteilung
        mitteilungstext
        berichtstext
        inhalt des berichts
        vortrag des referenten
        vortrag der referentin
        sachverhalt/problem
        problem/sachverhalt
        sachverhalt und problemstellung
        sachdarstellung des vorgangs
    """),
    BEGRUENDUNG: _lines("""
        begründung
        begründungen
        erläuterungen und begründungen
        erläuterung und begründung
        begründung/en
        begründung des antrages
        begründung des antrags
        begründung der verwaltung
        begründung der vorlage
        antragsbegründung
        begründung des beschlussvorschlags
        begründung des beschlussvorschlages
        gründe
        begründung/erläuterung
        begründung/erläuterungen
        begründung der dringlichkeit
        dringlichkeitsbegründung
        begründung der eilbedürftigkeit
        begründung der nichtöffentlichkeit
        kurzbegründung
        zur begründung
        begründung des antragstellers
        ausführliche begründung
        begründung und erläuterung
        die begründung
    """),
    FINANZEN: _lines("""
        finanzielle auswirkungen
        finanzielle auswirkung
        finanzielle folgen
        finanzierung
        kosten
        finanz. auswirkungen
        haushaltsmäßige auswirkungen
        haushaltsrechtliche auswirkungen
        finanzbedarf
        auswirkungen auf den haushalt
        haushaltsauswirkungen
        kosten und finanzierung
        kosten/finanzierung
        finanzielle auswirkungen/finanzierung
        haushaltswirtschaftliche auswirkungen
        finanzierungsvorschlag
        finanzielle und personelle auswirkungen
        finanzielle, personelle auswirkungen
        haushaltsbelastung
        finanzielle/haushaltsmäßige auswirkungen
        haushaltsmäßige beurteilung
        deckungsvorschlag
        finanzen
        finanzielle auswirkungen/haushalt
        finanz- und haushaltsrechtliche auswirkungen
        folgekosten
        finanzielle und wirtschaftliche auswirkungen
        kosten der maßnahme
        haushaltsrechtliche beurteilung
        auswirkungen auf den haushaltsplan
        auswirkungen auf haushalt und finanzplanung
        haushaltsvermerk
    """),
    ANLAGEN: _lines("""
        anlage
        anlagen
        anlage/n
        anlage(n)
        anlagenverzeichnis
        verzeichnis der anlagen
        anhang
        anhänge
        beigefügte anlagen
        anlagenliste
        liste der anlagen
        anlagen zur vorlage
        beilage
        beilagen
        anlagen (digital)
        anlagen/hinweise
        anlage/anlagen
        drucksache und anlagen
    """),
    BESCHLUSS: _lines("""
        beschluss
        beschlüsse
        geänderter beschluss
        ergebnis/beschluss
        beschluss/ergebnis
        der beschluss
        gefasster beschluss
        beschlusstext (beschluss)
        beschlusswortlaut
        wortlaut des beschlusses
        abweichender beschluss
        ergänzter beschluss
        beschluss/empfehlung
        empfehlungsbeschluss
        beschlussempfehlung
        beschlussempfehlungen
        geänderte beschlussempfehlung
        empfehlung
        beschlussfassung
        gutachtlicher beschluss
        einstimmiger beschluss
        mehrheitlicher beschluss
    """),
    ABSTIMMUNG: _lines("""
        abstimmungsergebnis
        abstimmungsergebnisse
        abst.-erg.
        abst.erg.
        abst.-ergebnis
        abstimmungsverhalten
        ergebnis der abstimmung
        form der abstimmung
        art der abstimmung
        beratungsergebnis
        stimmenverhältnis
        abstimmungs-ergebnis
        abstimmung (ergebnis)
        beschlussergebnis
    """),
    PROTOKOLL: _lines("""
        wortprotokoll
        protokoll
        beratungsinhalt
        diskussionsverlauf
        beratungsverlauf
        sitzungsverlauf
        protokollvermerk
        protokollnotiz
        protokollauszug
        aussprache
        beratung
        diskussion
        wortbeiträge
        verlauf der beratung
        verlauf der diskussion
        wortmeldungen
        protokollerklärung
        zu protokoll
    """),
    ANFRAGE: _lines("""
        anfrage
        anfragen
        kleine anfrage
        große anfrage
        text der anfrage
        inhalt der anfrage
        fragestellung
        wortlaut der anfrage
        fragen
        anfragetext
        auskunftsersuchen
        einwohneranfrage
        schriftliche anfrage
    """),
    ANTWORT: _lines("""
        antwort
        antworten
        antwort der verwaltung
        beantwortung
        beantwortung der anfrage
        antworttext
        stellungnahme der verwaltung
        stellungnahme des bezirksamtes
        stellungnahme des bezirksamts
        stellungnahme
        antwort des bezirksamtes
        antwort des bezirksamts
        antwort zur anfrage
        verwaltungsantwort
        stellungnahme der verwaltung zum antrag
        antwort der stadtverwaltung
        antwort/stellungnahme
    """),
    OTHER: _lines("""
        beschlussvorschriften
        bereits gefasste beschlüsse
        beteiligung
        zuständigkeit
        rechtsgrundlage
        rechtsgrundlagen
        klimatische auswirkungen
        personelle auswirkungen
        auswirkungen auf das klima
        klimaauswirkungen
        auswirkungen auf den klimaschutz
        klimarelevanz
        klimawirkung
        klimacheck
        klimaschutzrelevanz
        auswirkungen auf klima und umwelt
        umweltauswirkungen
        auswirkungen auf die umwelt
        klimaverträglichkeit
        stellenplanmäßige auswirkungen
        auswirkungen auf den stellenplan
        stellenmäßige auswirkungen
        bezug zum haushaltssicherungskonzept
        auswirkungen auf kinder und jugendliche
        gleichstellungsrelevanz
        auswirkungen auf die gleichstellung
        demografische auswirkungen
        auswirkungen auf inklusion
        barrierefreiheit
        belange von menschen mit behinderung
        gender mainstreaming
        nachhaltigkeit
        nachhaltigkeitsprüfung
        frühere beschlüsse
        vorherige beschlüsse
        bisherige beschlüsse
        bisherige beratungen
        mitzeichnung
        kurzfassung
        zusammenfassung
        kurzinformationen
        kurzinformation
        realisierung
        co2-relevanz
        iq-relevant
        gesetzliche grundlagen
        alternativen
        alternative
        anlass/ziel
        strategische ziele
        bezug zu strategischen zielen
        bürgerbeteiligung
        öffentlichkeitsbeteiligung
    """),
}
"""Canonical kind → spellings."""

# Words that stand as labels in running text as well: they open a section only where nothing speaks against it.
WEAK = frozenset(
    _lines("""
        alternative
        alternativen
        anfrage
        anfragen
        anhang
        anhänge
        antrag
        anträge
        antwort
        antworten
        auskunftsersuchen
        aussprache
        barrierefreiheit
        beantwortung
        beilage
        beilagen
        beratung
        beschlussfassung
        beschlusstext
        beschlussvorlage
        beteiligung
        bürgerbeteiligung
        deckungsvorschlag
        der antrag
        die verwaltung schlägt vor
        diskussion
        einwohneranfrage
        empfehlung
        erläuterung
        erläuterungen
        finanzbedarf
        finanzen
        finanzierung
        folgekosten
        fragen
        fragestellung
        gesetzliche grundlagen
        große anfrage
        gründe
        kleine anfrage
        kosten
        kurzbegründung
        mitzeichnung
        nachhaltigkeit
        protokollerklärung
        protokollnotiz
        protokollvermerk
        realisierung
        rechtsgrundlage
        rechtsgrundlagen
        sachstand
        schriftliche anfrage
        stellungnahme
        strategische ziele
        vorbericht
        vortrag
        wir beantragen
        wortmeldungen
        zusammenfassung
        zuständigkeit
        öffentlichkeitsbeteiligung
    """)
)
