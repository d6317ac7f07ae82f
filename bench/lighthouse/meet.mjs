// Measure pages with Lighthouse: reads [{naam, url, koekje}] and how often from stdin, writes the figures as JSON.
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { paginas, keren, chromium } = JSON.parse(readFileSync(0, "utf8"));
const SOORTEN = ["performance", "accessibility", "best-practices", "seo"];
// The certificate is of this run alone.
const VLAGGEN = [
  ..."--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic".split(" "),
  "--ignore-certificate-errors",
];
const MATEN = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
  bytes: "total-byte-weight",
};

// What counts for the score and did not pass, with where.
function gebreken(lhr) {
  const telt = SOORTEN.slice(1).flatMap((soort) => lhr.categories[soort].auditRefs.filter((ref) => ref.weight));
  return telt
    .map((ref) => lhr.audits[ref.id])
    .filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => ({ id: audit.id, titel: audit.title, waar: JSON.stringify(audit.details?.items ?? []).slice(0, 600) }));
}

// Give the report of one visit by a browser of its own. On a busy machine Chromium at times records nothing: then once more.
async function bezoek(pagina, nogEens = 2) {
  const browser = await launch({ chromePath: chromium, chromeFlags: VLAGGEN });
  let lhr;
  try {
    const koppen = pagina.koekje ? { Cookie: pagina.koekje } : undefined;
    ({ lhr } = await lighthouse(pagina.url, { port: browser.port, output: [], logLevel: "error", extraHeaders: koppen }));
  } finally {
    browser.kill();
  }
  if (lhr.runtimeError?.code === "NO_NAVSTART" && nogEens) return bezoek(pagina, nogEens - 1);
  if (lhr.runtimeError) throw new Error(`${pagina.naam}: ${lhr.runtimeError.message}`);
  return lhr;
}

async function meet(pagina) {
  const lhr = await bezoek(pagina);
  if (lhr.finalDisplayedUrl !== pagina.url) throw new Error(`${pagina.naam}: came out at ${lhr.finalDisplayedUrl}`);
  return {
    scores: Object.fromEntries(SOORTEN.map((soort) => [soort, Math.round(lhr.categories[soort].score * 100)])),
    maten: Object.fromEntries(Object.entries(MATEN).map(([naam, id]) => [naam, lhr.audits[id].numericValue])),
    gebreken: gebreken(lhr),
    lighthouse: lhr.lighthouseVersion,
    chromium: lhr.environment.hostUserAgent.match(/Chrome\/([\d.]+)/)[1],
  };
}

const uit = [];
for (const pagina of paginas) {
  const metingen = [];
  for (let keer = 0; keer < keren; keer += 1) {
    process.stderr.write(`\r${pagina.naam}: ${keer + 1}/${keren}          `);
    metingen.push(await meet(pagina));
  }
  uit.push({ naam: pagina.naam, metingen });
}
process.stderr.write("\n");
process.stdout.write(JSON.stringify(uit));
