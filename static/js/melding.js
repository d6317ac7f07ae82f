// A melding asks less where less applies. Without this file every question stands there, with its help saying when.
// Nothing that holds an answer or a fault is ever hidden.

const MET_VERLOOP = new Set(["in_voorbereiding", "in_uitvoering", "opgeschort"]);
const MET_REDEN = new Set(["opgeschort", "stopgezet"]);
const AFGEROND = new Set(["uitgevoerd", "stopgezet"]);

function isGevuld(deel) {
  const teksten = [...deel.querySelectorAll("textarea")].some((veld) => veld.value.trim());
  return teksten || deel.querySelector(".veld__fout") !== null;
}

function volg(formulier) {
  const gekozen = (naam) => formulier.querySelector(`[name="${naam}"]:checked`)?.value ?? "";
  const deel = (naam) => formulier.querySelector(`[data-als="${naam}"]`);
  const toon = (naam, past) => {
    deel(naam).hidden = !past && !isGevuld(deel(naam));
  };
  const pas = () => {
    const status = gekozen("status");
    const loopt = MET_VERLOOP.has(status);
    const verloop = loopt ? gekozen("verloop") : "";
    toon("loopt", loopt);
    toon("reden", MET_REDEN.has(status) || (verloop && verloop !== "op_schema"));
    toon("einde", AFGEROND.has(status) || "eindronde" in formulier.dataset || gekozen("resultaat"));
  };
  formulier.addEventListener("change", pas);
  pas();
}

document.querySelectorAll("form[data-melding]").forEach(volg);
