"""The words of made-up plans: sentences that say nothing about anybody, in texts of very different length."""

from speerpunten.proefdata.omvang import Toeval

LANGSTE = 14  # sentences in one text
GEMIDDELD = 4
VARIANTEN = 40  # of each sentence, within one plan
DOMEINEN = ("Cultuur", "Jeugd", "Sport", "Welzijn", "Gezin", "Onderwijs", "Gezondheid", "Samenleven")
DOELGROEPEN = ("Nieuwkomers", "Jongeren", "Ouders", "Ouderen", "Vrijwilligers")
WERKWOORDEN = ("versterken", "opstarten", "vernieuwen", "onderzoeken", "uitbreiden", "begeleiden", "samenbrengen")
ONDERWERPEN = ("ontmoeting", "taallessen", "buurtwerking", "toeleiding", "vrijwilligers", "communicatie", "netwerken")
PLAATSEN = ("in de wijk", "op school", "in het centrum", "met partners", "voor gezinnen", "langs het kanaal")
WIE = ("de scholen", "de vrijwilligers", "de buurthuizen", "de gezinnen", "de partners", "de lesgevers", "de jongeren")
WANNEER = (
    "in het voorjaar",
    "na de zomer",
    "tegen het einde van het jaar",
    "in de herfst",
    "vorige maand",
    "sinds kort",
)
ZINNEN = (
    "De werking loopt en bereikt nieuwe bewoners {plaats}.",
    "Er kwamen {n} partners bij.",
    "De zaal was {n} weken gesloten wegens werken.",
    "{Wie} kregen {wanneer} een opleiding over onthaal en meertaligheid.",
    "Het overleg met {wie} ging {wanneer} van start.",
    "We organiseerden {n} bijeenkomsten {plaats}, samen met {wie}.",
    "De inschrijvingen verliepen vlot: er waren {n} deelnemers, van wie een derde voor het eerst kwam.",
    "De evaluatie met {wie} leverde {n} aanbevelingen op; de stuurgroep bespreekt ze {wanneer}.",
    "Een medewerker vertrok {wanneer} en wordt vervangen.",
    "De website kreeg een nieuwe pagina met eenvoudige teksten en beelden.",
    "De subsidieaanvraag werd {wanneer} goedgekeurd.",
    "Bij {wie} leeft de vraag naar een aanbod in het weekend.",
    "De samenwerking {plaats} werd met {n} maanden verlengd.",
    "Door ziekte vielen {n} lessen weg; ze worden {wanneer} ingehaald.",
    "De cijfers van de bevraging zijn verwerkt en gedeeld met {wie}.",
    "Er staan nog {n} gezinnen op de wachtlijst.",
    "De affiche hangt {plaats} en bij {wie}.",
    "Het draaiboek werd herwerkt, zodat anderen het kunnen overnemen zonder extra begeleiding.",
    "Met {wie} is afgesproken om het traject {wanneer} te herhalen, met kleinere groepen en meer tijd voor ontmoeting.",
    "De eerste resultaten zijn bemoedigend, maar de opkomst blijft wisselend.",
)
REDENEN = (
    "De procedure voor de aanwerving duurde {n} weken langer dan voorzien.",
    "De locatie {plaats} kwam pas {wanneer} vrij.",
    "Er is te weinig tijd bij {wie} om het volledige aanbod te dragen.",
    "De financiering voor het tweede deel is nog niet rond.",
)
NODIG = (
    "Een beslissing van het bestuur over het budget voor {n} maanden.",
    "Een grotere zaal {plaats}.",
    "Iemand die het overleg met {wie} kan trekken.",
)
TERUG = (
    "Het aantal deelnemers ontbreekt. Kunt u dat aanvullen?",
    "De toelichting gaat over een andere periode. Schrijf wat er in deze ronde gebeurde.",
)
CORRECTIES = ("Het aantal deelnemers was verkeerd overgenomen.", "Er stond een verkeerde periode in de toelichting.")


class Verteller:
    """Makes texts out of sentences that were filled in once: filling in a million of them is what takes the time."""

    def __init__(self, toeval: Toeval) -> None:
        self.toeval = toeval
        self.zinnen = self._vul_in(ZINNEN, VARIANTEN)
        self.redenen, self.nodig = self._vul_in(REDENEN, VARIANTEN), self._vul_in(NODIG, VARIANTEN)

    def _vul_in(self, zinnen: tuple[str, ...], varianten: int) -> list[str]:
        uit = []
        for zin in zinnen * varianten:
            wie = self.toeval.choice(WIE)
            plaats, wanneer = self.toeval.choice(PLAATSEN), self.toeval.choice(WANNEER)
            n = self.toeval.randrange(2, 60)
            uit.append(zin.format(n=n, wie=wie, Wie=wie.capitalize(), plaats=plaats, wanneer=wanneer))
        return uit

    def zin(self) -> str:
        return self.toeval.choice(self.zinnen)

    def tekst(self) -> str:
        """Give a text: often two or three sentences, now and then a page; paragraphs of at most five sentences."""
        aantal = 1 + min(LANGSTE - 1, int(self.toeval.expovariate(1 / (GEMIDDELD - 1))))
        zinnen = self.toeval.choices(self.zinnen, k=aantal)
        if aantal <= 5:
            return " ".join(zinnen)
        return "\n\n".join(" ".join(zinnen[nr : nr + 5]) for nr in range(0, aantal, 5))
