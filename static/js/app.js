// Small comforts. Every act works without this file.

// After a failed form: put reader and keyboard at the list of what must be mended.
function naarFouten(wortel) {
  wortel.querySelector("[data-foutoverzicht]")?.focus();
}

// How many characters are left, told when it matters and not at every key.
function tellers(wortel) {
  for (const veld of wortel.querySelectorAll("textarea[data-lengte]:not([data-geteld])")) {
    veld.dataset.geteld = "";
    const teller = document.createElement("p");
    teller.className = "veld__teller";
    teller.setAttribute("role", "status");
    veld.after(teller);
    const lengte = Number(veld.dataset.lengte);
    let wacht;
    const tel = () => {
      const over = lengte - veld.value.length;
      const toon = over <= Math.max(lengte * 0.25, 50);
      const woord = Math.abs(over) === 1 ? "teken" : "tekens";
      const zin = over < 0 ? `${-over} ${woord} te veel` : `Nog ${over} ${woord}`;
      teller.textContent = toon ? zin : "";
      teller.classList.toggle("veld__teller--vol", over <= 0);
    };
    veld.addEventListener("input", () => {
      clearTimeout(wacht);
      wacht = setTimeout(tel, 400);
    });
    tel();
  }
}

// <form data-bewaak>: ask before typed text is lost. A form that autosaves sets data-bewaard.
const gewijzigd = new Set();

function bewaak(wortel) {
  for (const formulier of wortel.querySelectorAll("form[data-bewaak]:not([data-bewaakt])")) {
    formulier.dataset.bewaakt = "";
    formulier.addEventListener("input", () => {
      delete formulier.dataset.bewaard;
      gewijzigd.add(formulier);
    });
    formulier.addEventListener("submit", () => gewijzigd.delete(formulier));
  }
}

addEventListener("beforeunload", (gebeurtenis) => {
  for (const formulier of gewijzigd) {
    if (formulier.isConnected && !("bewaard" in formulier.dataset)) {
      gebeurtenis.preventDefault();
      return;
    }
  }
});

// <button type="button" data-afdrukken hidden>: shown only here, because it needs the script.
function afdrukknoppen(wortel) {
  for (const knop of wortel.querySelectorAll("[data-afdrukken][hidden]")) {
    knop.hidden = false;
    knop.addEventListener("click", () => print());
  }
}

function start(wortel) {
  tellers(wortel);
  bewaak(wortel);
  afdrukknoppen(wortel);
}

start(document);
naarFouten(document);
document.addEventListener("htmx:afterSwap", (gebeurtenis) => {
  start(gebeurtenis.detail.elt.parentElement ?? document);
});
