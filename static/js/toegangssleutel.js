// Passkeys. A form with data-sleutel="toevoegen", "gebruiken" or "aanmelden" is sent by its button (data-sleutelknop)
// once the browser has answered. data-opties holds what the server asks; to log in it is fetched from the action.

const fout = document.querySelector("[data-sleutelfout]");

function meld(uitzondering) {
  const { adres, mislukt } = fout.dataset;
  fout.querySelector("p").textContent = uitzondering?.name === "SecurityError" ? adres : mislukt;
  fout.hidden = false;
}

async function opties(formulier) {
  if (formulier.dataset.opties) return JSON.parse(formulier.dataset.opties);
  const antwoord = await fetch(formulier.action, { headers: { Accept: "application/json" } });
  if (!antwoord.ok) throw new Error(antwoord.statusText);
  return antwoord.json();
}

async function vraag(formulier) {
  const { creation_options: nieuw, request_options: bestaand } = await opties(formulier);
  if (formulier.dataset.sleutel !== "toevoegen") return window.webauthnJSON.get(bestaand);
  const zonderWachtwoord = formulier.elements.passwordless?.checked ?? false;
  const keuze = nieuw.publicKey.authenticatorSelection;
  keuze.residentKey = zonderWachtwoord ? "required" : "discouraged";
  keuze.requireResidentKey = zonderWachtwoord;
  if (zonderWachtwoord) keuze.userVerification = "required";
  return window.webauthnJSON.create(nieuw);
}

for (const formulier of window.PublicKeyCredential ? document.querySelectorAll("form[data-sleutel]") : []) {
  const knop = document.querySelector(`[data-sleutelknop="${formulier.id}"]`);
  knop.hidden = false;
  knop.addEventListener("click", async () => {
    fout.hidden = true;
    try {
      formulier.elements.credential.value = JSON.stringify(await vraag(formulier));
      formulier.submit();
    } catch (uitzondering) {
      meld(uitzondering);
    }
  });
}
