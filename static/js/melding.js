// A melding asks less where less applies. Without this file every question stands there, with its help saying when.
// Nothing that holds an answer or a fault is ever hidden.
// <form data-melding> or, where several stand in one form, <fieldset data-melding="actie-12-"> (what their names begin with).

const MET_VERLOOP = new Set(["in_voorbereiding", "in_uitvoering", "opgeschort"]);
const MET_REDEN = new Set(["opgeschort", "stopgezet"]);
const AFGEROND = new Set(["uitgevoerd", "stopgezet"]);

function isGevuld(deel) {
  const teksten = [...deel.querySelectorAll("textarea")].some((veld) => veld.value.trim());
  return teksten || deel.querySelector(".veld__fout") !== null;
}

function volg(vragen) {
  const prefix = vragen.dataset.melding;
  const gekozen = (naam) => vragen.querySelector(`[name="${prefix}${naam}"]:checked`)?.value ?? "";
  const deel = (naam) => vragen.querySelector(`[data-als="${naam}"]`);
  const toon = (naam, past) => {
    deel(naam).hidden = !past && !isGevuld(deel(naam));
  };
  const pas = () => {
    const status = gekozen("status");
    const loopt = MET_VERLOOP.has(status);
    const verloop = loopt ? gekozen("verloop") : "";
    toon("loopt", loopt);
    toon("reden", MET_REDEN.has(status) || (verloop && verloop !== "op_schema"));
    toon("einde", AFGEROND.has(status) || "eindronde" in vragen.dataset || gekozen("resultaat"));
  };
  vragen.addEventListener("change", pas);
  pas();
}

// A mijlpaal and its day: letting go of the box empties the day, and a day ticks the box.
function koppel(paar) {
  const vinkje = paar.querySelector("[type=checkbox]");
  const dag = paar.querySelector("[type=date]");
  vinkje.addEventListener("change", () => {
    if (!vinkje.checked) dag.value = "";
  });
  dag.addEventListener("change", () => {
    vinkje.checked = dag.value !== "";
  });
}

document.querySelectorAll("[data-melding]").forEach(volg);
document.querySelectorAll(".mijlpaalpaar").forEach(koppel);
