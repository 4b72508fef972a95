"""Given names that are common among office holders in Germany: evidence that two capitalised words are a person."""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
    achim adam adelheid adolf adrian agnes ahmed ahmet albert alexander alexandra alfons alfred ali alice alina alois amelie
    ana andre andré andrea andreas andré anette angela angelika anita anja anke ann anna annabelle anne annegret anneliese
    annelie annette annika ansgar antje anton antonia antonio armin arne arno arnold arthur astrid athanasios august axel ayse
    bärbel barbara bastian beate beatrice beatrix ben benedikt benjamin benno berit bernadette bernd bernhard bert berthold
    bertram bettina bianca birgit birgitta björn bodo boris brigitta brigitte britta bruno burkhard burkhardt caren carina carl
    carla carlo carmen carola carolin caroline carsten caspar catharina cathrin cem charlotte christa christel christian
    christiane christina christine christof christoph clara claudia claus clemens constanze conny cord cordula cornelia
    cornelius corinna dagmar daniel daniela david deniz denis dennis detlef detlev diana dieter diethelm dietmar dietrich dirk
    dominik dominique doreen doris dorothea dorothee dörte eberhard eckhard edda edeltraud edgar edith eduard egbert egon eike
    elena elfriede elisabeth elisa elke ellen elmar elsbeth elvira emil emily emma emre engelbert enrico eric erhard eric erich
    erik erika ernst erwin esther eugen eva evelin eveline evelyn ewald fabian fatih fatma felix ferdinand finn florian frank
    franz franziska franz-josef frauke fred frederic frederik friederike friedhelm friedemann friedrich frieder fritz gabi
    gabriel gabriela gabriele georg gerald gerd gerda gereon gerhard gerhild gerlinde gernot gert gertrud gesa gesine gisbert
    gisela gitta götz gottfried gregor greta gudrun guido günter gunter günther gunther gustav hanna hannah hannelore hannes
    hanno hanns hans hans-georg hans-jürgen hans-peter harald hardy harry hartmut hartwig hasan hauke heide heidemarie heidi
    heidrun heike heiko heiner heinrich heinz helen helena helene helga helge helmut helmuth hendrik henning henrik henriette
    henry herbert heribert hermann hilde hildegard hinrich holger horst hubert hubertus hugo ibrahim ida ilka ilona ilse ina
    ines inga inge ingeborg ingo ingrid inka insa irene irina iris irmgard isabel isabell isabella isabelle ivonne jaqueline
    jakob jan jana janin janina janine janosch jasmin jens jessica joachim joanna jochen joerg johann johanna johannes john
    jonas jonathan jörg jörn jorinda jost josef josefine joseph judith julia julian juliane julius jürgen jutta kai kaja kalle
    karen karin karina karl karl-heinz karla karola karolin karsten kaspar katharina kathleen kathrin kati katja katrin kay
    kemal kerstin kilian kim kirsten klaas klara klaudia klaus klaus-peter klemens knut konrad konstantin konstanze korbinian
    kordula kornelia kristian kristin kristina kristine kurt lara lars laura lea lena leo leon leonhard leonie liane lieselotte
    lilli linda linus lisa lore lorenz lothar louis louisa luca lucas lucia ludger ludwig luis luisa luise lukas lutz lydia
    lüppo magda magdalena magnus maik maike maja malte mandy manfred manja manuel manuela marc marcel marco marcus mareike
    maren margareta margarete margarethe margit margitta margot margret maria marianne marie marie-luise marina mario marion
    marit marita marius mark markus marlene marlies marta martha martin martina mathias mathilde matthias maurice max
    maximilian mechthild mehmet meike melanie mia micha michael michaela michel miguel mike mira miriam mirja mirjam mirko
    mohamed monika moritz muhammad murat mustafa nadin nadine nadja natalia natalie natascha nathalie nele nicholas nick nico
    nicola nicolas nicole niels niklas nikola nikolaus nils nina nora norbert norman olaf ole olga oliver oskar oswald otmar
    ottmar otto pascal patricia patrick patrik paul paula pauline peer peggy peter petra philip philipp pia rafael raimund
    rainer ralf ralph ramona raphael rebecca rebekka regina regine reiner reinhard reinhold renate rené reni ria ricarda
    richard rico rita robert robin roger roland rolf roman romy ronald ronny rosa rosemarie rosi roswitha rouven rudi rudolf
    ruth rüdiger sabine sabrina sandra sandro sara sarah sascha saskia sebastian selina selma sepp serkan sibylle siegbert
    siegfried siegmar sigmar sigrid sigrun silke silvia silvio simon simone sina sofia sofie sonja sophia sophie stefan stefanie
    steffen steffi stella stephan stephanie sten sture susan susann susanna susanne sven svenja svetlana sylke sylvia tabea
    tamara tanja tatjana theo theodor theresa therese thies thilo thomas thorben thorsten till tilman tilo tim timm timo tina
    tino tobias tom toni torben torsten traute traudel udo ulf uli ulla ulli ulrich ulrike ursula urte uschi uta ute uwe
    valentin valerie vanessa vera verena veronika victor viktor viktoria vincent viola volker volkmar waldemar walburga walter
    waltraud wendelin werner wiebke wilfried wilhelm willi willy winfried wolf wolfgang wolfram yannick yasemin yusuf yvette
    yvonne aljoscha udo xaver zeynep
    """.split()
)
