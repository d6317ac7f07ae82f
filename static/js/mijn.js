// The page on which a partner answers a whole ronde. Without this file every question stands there, and "Bewaren" keeps it.

const OPNIEUW = 15_000; // milliseconds until an answer that could not be kept is tried again
const AFGEMELD = "U bent niet meer aangemeld. Uw tekst staat nog hier. Kies “Bewaren”: u meldt aan en er gaat niets verloren.";
const GEEN_VERBINDING = "Geen verbinding. Uw tekst staat nog hier. We proberen het zo opnieuw.";
const NIET_BEWAARD = "Niet bewaard. Uw tekst staat nog hier. Kies “Bewaren”.";

const formulier = document.querySelector("form[data-antwoorden]");
const antwoorden = [...formulier.querySelectorAll("[data-antwoord]")];
const bezig = new Set();
let wachtend = null; // the button that was pressed while something was being kept
let vertrekt = false; // the form is on its way

const vink = (antwoord) => antwoord.querySelector('[name$="-niets_veranderd"]');
const isGegeven = (antwoord) => vink(antwoord)?.checked || "begonnen" in antwoord.dataset;

function zeg(antwoord, tekst) {
  antwoord.querySelector('[role="status"][id$="-bewaard"]').textContent = tekst;
}

function tel() {
  const aantal = antwoorden.filter(isGegeven).length;
  formulier.querySelector("[data-teller]").textContent = `${aantal} van ${antwoorden.length} beantwoord`;
}

// "Niets veranderd": the questions fold away, and what stood there stays.
function vouw(antwoord) {
  const vragen = antwoord.querySelector("[data-vragen]");
  vragen.hidden = Boolean(vink(antwoord)?.checked) && vragen.querySelector(".veld__fout") === null;
}

formulier.addEventListener("input", (gebeurtenis) => {
  const antwoord = gebeurtenis.target.closest("[data-antwoord]");
  if (antwoord) {
    if (gebeurtenis.target === vink(antwoord)) vouw(antwoord);
    else antwoord.dataset.begonnen = "";
    tel();
  }
});

// Keeping: one at a time. A button waits until the last has come back, so that it sends the newest version; what it sends
// holds everything, so nothing new is kept from then on.
formulier.addEventListener("htmx:beforeRequest", (gebeurtenis) => {
  if (wachtend || vertrekt) gebeurtenis.preventDefault();
  else bezig.add(gebeurtenis.detail.xhr);
});
formulier.addEventListener("htmx:afterRequest", (gebeurtenis) => {
  bezig.delete(gebeurtenis.detail.xhr);
  if (wachtend && bezig.size === 0) {
    const knop = wachtend;
    setTimeout(() => {
      wachtend = null;
      formulier.requestSubmit(knop);
    }, 50);
  }
});
formulier.addEventListener("submit", (gebeurtenis) => {
  vertrekt = bezig.size === 0;
  if (!vertrekt) {
    gebeurtenis.preventDefault();
    wachtend = gebeurtenis.submitter;
  }
});
addEventListener("pageshow", () => {
  vertrekt = false; // back to this page: it keeps again
});

formulier.addEventListener("htmx:beforeSwap", (gebeurtenis) => {
  const { xhr } = gebeurtenis.detail;
  if (xhr.status === 409 || xhr.status === 422) gebeurtenis.detail.shouldSwap = true;
});
formulier.addEventListener("htmx:afterOnLoad", (gebeurtenis) => {
  if (gebeurtenis.detail.xhr.status === 200 && bezig.size === 0) formulier.dataset.bewaard = "";
});
formulier.addEventListener("htmx:responseError", (gebeurtenis) => {
  const { xhr, elt } = gebeurtenis.detail;
  if (xhr.status === 401) zeg(elt, AFGEMELD);
  else if (xhr.status !== 409 && xhr.status !== 422) zeg(elt, NIET_BEWAARD);
});
for (const soort of ["htmx:sendError", "htmx:timeout"]) {
  formulier.addEventListener(soort, (gebeurtenis) => {
    const { elt } = gebeurtenis.detail;
    zeg(elt, GEEN_VERBINDING);
    setTimeout(() => elt.dispatchEvent(new CustomEvent("opnieuw")), OPNIEUW);
  });
}

antwoorden.forEach(vouw);
tel();
