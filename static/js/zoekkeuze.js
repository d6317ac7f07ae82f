// A list that does not hold all that can be chosen becomes a field that searches while one types (a combobox of the
// WAI-ARIA patterns). The list stays in the form, out of sight: it holds the answer. Without this file one searches with
// the field and the button of [data-zonder-script], and chooses in the list.

const WACHT = 250; // milliseconds after the last key
const MISLUKT = "Zoeken lukt nu niet. Probeer het straks opnieuw: wat u invulde, staat er nog.";

function woorden(aantal, meer, { een, veel }) {
  if (aantal === 0) return `Geen ${een} gevonden. Zoek met een ander woord.`;
  if (meer) return `De eerste ${aantal} gevonden. Typ meer om te verfijnen.`;
  return aantal === 1 ? `1 ${een} gevonden.` : `${aantal} ${veel} gevonden.`;
}

function maak(soort, eigenschappen = {}, attributen = {}) {
  const element = Object.assign(document.createElement(soort), eigenschappen);
  for (const [naam, waarde] of Object.entries(attributen)) element.setAttribute(naam, waarde);
  return element;
}

function verrijk(lijst) {
  const { id } = lijst;
  const { een, veel } = lijst.dataset;
  const lijstId = `${id}-gevonden`;
  const veld = maak("input", { type: "text", id, className: "ds-input", autocomplete: "off", placeholder: "Zoek op naam" }, {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": lijstId,
  });
  const gevonden = maak("ul", { id: lijstId, className: "zoekkeuze__lijst", hidden: true }, { role: "listbox", "aria-label": `Gevonden ${veel}` });
  const uitleg = maak("p", { className: "zoekkeuze__uitleg" }, { role: "status" });
  const hulp = maak("div", { className: "zoekkeuze" });
  for (const naam of ["aria-describedby", "aria-invalid"]) {
    if (lijst.hasAttribute(naam)) veld.setAttribute(naam, lijst.getAttribute(naam));
  }
  lijst.id = `${id}-lijst`;
  lijst.hidden = true;
  lijst.before(hulp);
  hulp.append(veld, gevonden, uitleg);

  let actief = -1;
  let bezig = null; // the search under way
  let wacht;

  const gekozenNaam = () => (lijst.value ? lijst.selectedOptions[0].label.trim() : "");
  const opties = () => [...gevonden.children];

  function sluit() {
    clearTimeout(wacht);
    bezig?.abort();
    gevonden.hidden = true;
    veld.setAttribute("aria-expanded", "false");
    wijs(-1);
  }

  function wijs(nummer) {
    actief = nummer;
    opties().forEach((optie, plek) => optie.setAttribute("aria-selected", String(plek === nummer)));
    if (nummer < 0) veld.removeAttribute("aria-activedescendant");
    else {
      veld.setAttribute("aria-activedescendant", opties()[nummer].id);
      opties()[nummer].scrollIntoView({ block: "nearest" });
    }
  }

  function kies(sleutel, naam) {
    if (![...lijst.options].some((optie) => optie.value === sleutel)) lijst.add(new Option(naam, sleutel));
    lijst.value = sleutel;
    veld.value = naam;
    uitleg.textContent = "";
    sluit();
    lijst.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function toon({ keuzes, meer }) {
    const past = keuzes.filter((keuze) => String(keuze.sleutel) !== lijst.dataset.buiten);
    gevonden.replaceChildren(
      ...past.map((keuze, plek) => {
        const optie = maak("li", { id: `${lijstId}-${plek}`, textContent: keuze.naam }, { role: "option", "aria-selected": "false" });
        optie.addEventListener("pointerdown", (gebeurtenis) => gebeurtenis.preventDefault()); // the field keeps the focus
        optie.addEventListener("click", () => kies(String(keuze[lijst.dataset.sleutel]), keuze.naam));
        return optie;
      }),
    );
    gevonden.hidden = past.length === 0;
    veld.setAttribute("aria-expanded", String(past.length > 0));
    wijs(-1);
    uitleg.textContent = woorden(past.length, meer, lijst.dataset);
  }

  async function zoek() {
    const vraag = veld.value.trim();
    bezig = new AbortController();
    try {
      const adres = `${lijst.dataset.zoekkeuze}?q=${encodeURIComponent(vraag)}`;
      const antwoord = await fetch(adres, { signal: bezig.signal, headers: { Accept: "application/json" }, redirect: "error" });
      if (!antwoord.ok) throw new Error(String(antwoord.status));
      toon(await antwoord.json());
    } catch (fout) {
      if (fout.name === "AbortError") return;
      sluit();
      uitleg.textContent = MISLUKT;
    }
  }

  veld.value = gekozenNaam();
  veld.addEventListener("input", () => {
    sluit();
    uitleg.textContent = "";
    if (veld.value.trim()) wacht = setTimeout(zoek, WACHT);
  });
  veld.addEventListener("keydown", (gebeurtenis) => {
    const aantal = gevonden.hidden ? 0 : opties().length;
    if (gebeurtenis.key === "ArrowDown" || gebeurtenis.key === "ArrowUp") {
      gebeurtenis.preventDefault();
      const stap = gebeurtenis.key === "ArrowDown" ? 1 : -1;
      if (aantal) wijs(actief < 0 && stap < 0 ? aantal - 1 : (actief + stap + aantal) % aantal);
      else if (stap > 0 && veld.value.trim()) zoek();
    } else if (gebeurtenis.key === "Enter" && aantal) {
      gebeurtenis.preventDefault();
      if (actief >= 0) opties()[actief].click();
    } else if (gebeurtenis.key === "Escape") {
      if (aantal) sluit();
      else veld.value = gekozenNaam();
      uitleg.textContent = "";
    }
  });
  // An empty field chooses nothing. Words that name no choice stay, and say so: a form with them does not go.
  function isKlaar() {
    if (!veld.value.trim() && lijst.value) kies("", "");
    const klaar = veld.value.trim() === gekozenNaam();
    if (!klaar && uitleg.textContent !== MISLUKT) uitleg.textContent = `Nog niet gekozen. Kies een ${een} uit wat gevonden is, of maak het veld leeg.`;
    return klaar;
  }
  veld.addEventListener("blur", () => {
    sluit();
    isKlaar();
  });
  lijst.form.addEventListener("submit", (gebeurtenis) => {
    if (!isKlaar()) {
      gebeurtenis.preventDefault();
      veld.focus();
    }
  });
}

document.querySelectorAll("select[data-zoekkeuze]").forEach(verrijk);
for (const deel of document.querySelectorAll("[data-zonder-script]")) {
  for (const veld of deel.querySelectorAll("input, button")) veld.disabled = true;
  deel.hidden = true;
}
