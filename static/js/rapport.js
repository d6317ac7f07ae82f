// The files of a report: say that one is being made, and when it is there. Without this file each is a plain link.

function bewaarAls(inhoud, naam) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(inhoud);
  link.download = naam;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // milliseconds: long enough to begin
}

async function haal(link, zeg) {
  zeg(`Het bestand (${link.dataset.naam}) wordt gemaakt. Dat kan enkele seconden duren.`);
  const antwoord = await fetch(link.href);
  if (!antwoord.ok) throw new Error(antwoord.statusText);
  const naam = /filename="([^"]+)"/.exec(antwoord.headers.get("Content-Disposition") ?? "")?.[1] ?? "rapport";
  bewaarAls(await antwoord.blob(), naam);
  zeg(`Klaar: ${naam}`);
}

for (const vak of document.querySelectorAll("[data-bestanden]")) {
  const toestand = vak.querySelector("[data-bestandstoestand]");
  const zeg = (tekst) => {
    toestand.textContent = tekst;
  };
  vak.addEventListener("click", (gebeurtenis) => {
    const link = gebeurtenis.target.closest("a[data-naam]");
    if (!link || gebeurtenis.ctrlKey || gebeurtenis.metaKey || gebeurtenis.shiftKey) return;
    gebeurtenis.preventDefault();
    haal(link, zeg).catch(() => {
      zeg("Dat lukte niet. We proberen het gewoon.");
      location.assign(link.href);
    });
  });
}
