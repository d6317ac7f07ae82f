// Give the search fields of the admin (select2) the name that their label or column has; select2 leaves it out.

const ZOEKVELD = ".select2-search__field";

function naamgever(select) {
  const veld = select.name.split("-").pop();
  return select.labels?.[0] ?? select.closest("table")?.querySelector(`th.column-${veld}`);
}

function benoem(select) {
  const naam = naamgever(select);
  const vak = select.parentElement.querySelector(".select2-container .select2-selection");
  if (!naam || !vak) return;
  naam.id ||= `${select.id}_naam`;
  const waarde = vak.querySelector(".select2-selection__rendered");
  if (vak.classList.contains("select2-selection--single")) {
    vak.setAttribute("aria-labelledby", `${naam.id} ${waarde.id}`);
    waarde.setAttribute("aria-labelledby", naam.id);
  } else {
    vak.setAttribute("aria-labelledby", naam.id);
    vak.querySelector(ZOEKVELD)?.setAttribute("aria-labelledby", naam.id);
    waarde.setAttribute("role", "presentation"); // a list that holds more than items
  }
}

// select2 starts at its own time, and again in every row that is added.
new MutationObserver((veranderingen) => {
  const nieuw = veranderingen.flatMap(({ addedNodes }) => [...addedNodes]);
  if (nieuw.some((knoop) => knoop.classList?.contains("select2-container"))) {
    document.querySelectorAll("select.admin-autocomplete").forEach(benoem);
  }
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.(ZOEKVELD) && !target.hasAttribute("aria-labelledby")) target.setAttribute("aria-label", "Zoeken");
});
