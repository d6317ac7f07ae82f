"""The one essential query of each page: what anybody would ask who only wanted its rows. One parameter: a key."""

STAND = """
LEFT JOIN LATERAL (
  SELECT m.* FROM speerpunten_melding m WHERE m.actie_id = a.id AND m.toestand = 'aanvaard'
  ORDER BY m.peildatum DESC, m.aanvaard_op DESC, m.id DESC LIMIT 1
) m ON true"""
TREKKER = """
LEFT JOIN LATERAL (
  SELECT o.naam FROM speerpunten_actieorganisatie r JOIN organisaties_organisatie o ON o.id = r.organisatie_id
  WHERE r.actie_id = a.id AND r.rol = 'trekker' LIMIT 1
) t ON true"""
IN_PLAN = "FROM speerpunten_actie a JOIN speerpunten_speerpunt s ON s.id = a.speerpunt_id"
CODE = "s.nummer || '.' || a.nummer"
LEVEND = "a.openbaar AND a.gearchiveerd_op IS NULL"
LIJST = f"""SELECT a.id, {CODE}, a.titel, s.titel, m.status, m.verloop, m.peildatum, t.naam, m.toelichting
{IN_PLAN} {STAND} {TREKKER} WHERE s.plan_id = %s AND {LEVEND}"""
UITVOER = f"""SELECT {CODE}, a.titel, s.titel, t.naam,
  (SELECT string_agg(o.naam || ' (' || r.rol || ')', '; ' ORDER BY o.naam) FROM speerpunten_actieorganisatie r
   JOIN organisaties_organisatie o ON o.id = r.organisatie_id WHERE r.actie_id = a.id AND r.rol <> 'trekker'),
  (SELECT string_agg(d.naam, '; ' ORDER BY d.naam) FROM speerpunten_actie_beleidsdomeinen ad
   JOIN speerpunten_beleidsdomein d ON d.id = ad.beleidsdomein_id WHERE ad.actie_id = a.id),
  (SELECT string_agg(d.naam, '; ' ORDER BY d.naam) FROM speerpunten_actie_doelgroepen ad
   JOIN speerpunten_doelgroep d ON d.id = ad.doelgroep_id WHERE ad.actie_id = a.id),
  (SELECT string_agg(p.nummer::text, '; ' ORDER BY p.nummer) FROM speerpunten_actie_ook_bij ab
   JOIN speerpunten_speerpunt p ON p.id = ab.speerpunt_id WHERE ab.actie_id = a.id),
  a.start, a.einde, m.status, m.verloop, m.resultaat, m.toelichting, m.peildatum, m.reden, m.bereikt_resultaat,
  a.omschrijving, a.doorlopend, a.openbaar, a.bron, a.beoogd_resultaat, a.toelichting, a.volgens_bron,
  a.koppeling_is_interpretatie
{IN_PLAN} {STAND} {TREKKER} WHERE s.plan_id = %s AND {LEVEND} ORDER BY s.nummer, a.nummer"""
HEEL = "m.status, m.verloop, m.resultaat, m.toelichting, m.reden, m.volgende_stappen, m.bereikt_resultaat, m.nodig"

# Shown as a table: every row, every column.
TABELLEN = {
    "plan": f"""SELECT s.nummer, s.titel, count(*), count(*) FILTER (WHERE m.status = 'uitgevoerd'),
      count(*) FILTER (WHERE m.status = 'in_uitvoering'), count(*) FILTER (WHERE m.status = 'in_voorbereiding'),
      count(*) FILTER (WHERE m.status = 'niet_gestart'), count(*) FILTER (WHERE m.status = 'opgeschort'),
      count(*) FILTER (WHERE m.status = 'stopgezet'), count(*) FILTER (WHERE m.verloop IN ('bijsturing', 'vertraagd'))
      {IN_PLAN} {STAND} WHERE s.plan_id = %s AND {LEVEND} GROUP BY s.nummer, s.titel ORDER BY s.nummer""",
    "speerpunt": f"{LIJST} AND s.nummer = 1 ORDER BY a.nummer",
    "lijst": f"{LIJST} ORDER BY s.nummer, a.nummer LIMIT 25",
    "gezocht": f"""{LIJST} AND a.zoektekst LIKE '%%taalles%%' AND m.status = 'in_uitvoering'
      ORDER BY s.nummer, a.nummer LIMIT 25""",
    "aandacht": f"""{LIJST} AND (m.verloop IN ('bijsturing', 'vertraagd') OR m.status = 'opgeschort' OR EXISTS (
      SELECT 1 FROM speerpunten_mijlpaal p
      WHERE p.actie_id = a.id AND p.bereikt_op IS NULL AND p.streefdatum < current_date))
      ORDER BY s.nummer, a.nummer LIMIT 100""",
    "actie": f"""SELECT a.titel, a.omschrijving, a.beoogd_resultaat, r.naam, m.peildatum, {HEEL}, o.naam
      FROM speerpunten_actie a JOIN speerpunten_melding m ON m.actie_id = a.id AND m.toestand = 'aanvaard'
      LEFT JOIN speerpunten_ronde r ON r.id = m.ronde_id
      LEFT JOIN organisaties_organisatie o ON o.id = m.organisatie_id WHERE a.id = %s ORDER BY m.peildatum DESC""",
    "plannen": """SELECT p.naam, p.slug, p.van, p.tot,
      (SELECT count(*) FROM speerpunten_actie a JOIN speerpunten_speerpunt s ON s.id = a.speerpunt_id
       WHERE s.plan_id = p.id AND a.openbaar AND a.gearchiveerd_op IS NULL)
      FROM speerpunten_beleidsplan p WHERE p.openbaar AND p.id > %s ORDER BY p.van DESC, p.naam""",
    "matrix": f"""SELECT s.nummer, s.titel, d.naam, m.status, count(*) {IN_PLAN}
      JOIN speerpunten_actie_beleidsdomeinen ad ON ad.actie_id = a.id
      JOIN speerpunten_beleidsdomein d ON d.id = ad.beleidsdomein_id {STAND}
      WHERE s.plan_id = %s AND {LEVEND} GROUP BY s.nummer, s.titel, d.naam, m.status ORDER BY s.nummer, d.naam""",
    "tijdlijn": f"""SELECT a.id, {CODE}, a.titel, a.start, a.einde, a.doorlopend, m.status, m.verloop
      {IN_PLAN} {STAND} WHERE s.plan_id = %s AND {LEVEND} ORDER BY s.nummer, a.nummer""",
    "wijzigingen": f"""SELECT {CODE}, a.titel, m.aanvaard_op, m.status, m.verloop, m.toelichting {IN_PLAN}
      JOIN speerpunten_melding m ON m.actie_id = a.id AND m.toestand = 'aanvaard'
      WHERE s.plan_id = %s AND {LEVEND} AND m.aanvaard_op > now() - interval '31 days' ORDER BY m.aanvaard_op DESC""",
    "verhaal": f"""SELECT {CODE}, a.titel, m.status, m.bereikt_resultaat, m.reden, s.titel {IN_PLAN} {STAND}
      WHERE s.plan_id = %s AND {LEVEND} AND (m.status IN ('uitgevoerd', 'stopgezet', 'opgeschort')
        OR m.verloop <> 'op_schema') ORDER BY s.nummer, a.nummer""",
    "zoeken": f"""SELECT {CODE}, a.titel, m.peildatum, m.toelichting, m.reden, count(*) OVER () {IN_PLAN}
      JOIN speerpunten_melding m ON m.actie_id = a.id AND m.toestand = 'aanvaard'
      JOIN speerpunten_standtekst z ON z.melding_id = m.id
      WHERE s.plan_id = %s AND {LEVEND} AND z.zoektekst LIKE '%%vrijwillig%%' AND z.zoektekst LIKE '%%opleid%%'
      ORDER BY m.peildatum DESC LIMIT 25""",
    "subsidies": """SELECT o.naam, f.naam, s.soort, s.bedrag, s.van, s.tot, sum(s.bedrag) OVER ()
      FROM speerpunten_subsidie s JOIN organisaties_organisatie o ON o.id = s.organisatie_id
      JOIN organisaties_organisatie f ON f.id = s.financier_id WHERE s.plan_id = %s ORDER BY s.van DESC LIMIT 50""",
    # Each actie of the plan with all that the draft tells of it.
    "ontwerp": f"""SELECT {CODE}, a.titel, s.titel, a.start, a.einde, a.beoogd_resultaat, m.status, m.verloop,
      m.resultaat, m.toelichting, m.reden, m.bereikt_resultaat, m.peildatum,
      (SELECT string_agg(r.rol || ': ' || o.naam, ', ') FROM speerpunten_actieorganisatie r
       JOIN organisaties_organisatie o ON o.id = r.organisatie_id WHERE r.actie_id = a.id),
      (SELECT string_agg(d.naam, ', ') FROM speerpunten_actie_beleidsdomeinen ad
       JOIN speerpunten_beleidsdomein d ON d.id = ad.beleidsdomein_id WHERE ad.actie_id = a.id),
      (SELECT string_agg(d.naam, ', ') FROM speerpunten_actie_doelgroepen ad
       JOIN speerpunten_doelgroep d ON d.id = ad.doelgroep_id WHERE ad.actie_id = a.id),
      (SELECT string_agg(p.titel || ' ' || p.streefdatum, ', ') FROM speerpunten_mijlpaal p WHERE p.actie_id = a.id)
      {IN_PLAN} {STAND} WHERE s.plan_id = %s AND {LEVEND} ORDER BY s.nummer, a.nummer""",
    # What staff look after with where it stands, the open ronde that asks for it, and how much came in there.
    "eigenwerk": f"""WITH wie AS (SELECT %s::bigint AS pk)
      SELECT {CODE} || ' ' || a.titel, p.naam, m.status, m.verloop, m.reden, t.naam, q.naam, q.deadline,
      w.toestand, (SELECT string_agg(j.titel || ' ' || j.streefdatum, ', ') FROM speerpunten_mijlpaal j
        WHERE j.actie_id = a.id AND j.bereikt_op IS NULL AND j.streefdatum < current_date), n.gevraagd, n.binnen
      {IN_PLAN} JOIN speerpunten_beleidsplan p ON p.id = s.plan_id {STAND} {TREKKER}
      LEFT JOIN speerpunten_ronde q ON q.plan_id = p.id AND current_date BETWEEN q.opent AND q.sluit
      LEFT JOIN speerpunten_melding w ON w.actie_id = a.id AND w.ronde_id = q.id AND w.vervangt_id IS NULL
      LEFT JOIN (SELECT q.id, count(*) AS gevraagd, count(m.id) FILTER (WHERE m.toestand IN ('ingediend', 'aanvaard'))
          AS binnen FROM speerpunten_ronde q JOIN speerpunten_speerpunt s ON s.plan_id = q.plan_id
        JOIN speerpunten_actie a ON a.speerpunt_id = s.id AND a.gearchiveerd_op IS NULL
        LEFT JOIN speerpunten_melding m ON m.actie_id = a.id AND m.ronde_id = q.id
        WHERE current_date BETWEEN q.opent AND q.sluit
          AND q.plan_id IN (SELECT s.plan_id {IN_PLAN} WHERE a.verantwoordelijke_id = (SELECT pk FROM wie))
        GROUP BY q.id) n ON n.id = q.id
      WHERE a.verantwoordelijke_id = (SELECT pk FROM wie) AND a.gearchiveerd_op IS NULL
      ORDER BY w.toestand, s.nummer, a.nummer LIMIT 25""",
    "rapporten": """SELECT r.naam, r.slug, r.van, r.tot, q.definitief_op FROM speerpunten_ronde r
      LEFT JOIN speerpunten_rapport q ON q.ronde_id = r.id WHERE r.plan_id = %s ORDER BY r.van DESC""",
    "rondes": """SELECT r.naam, r.slug, r.van, r.tot, r.opent, r.deadline, r.sluit,
      (SELECT count(*) FROM speerpunten_melding m WHERE m.ronde_id = r.id AND m.toestand = 'ingediend')
      FROM speerpunten_ronde r WHERE r.plan_id = %s ORDER BY r.van DESC""",
    "organisaties": """SELECT o.naam, o.slug, o.rechtsvorm,
      (SELECT count(DISTINCT r.actie_id) FROM speerpunten_actieorganisatie r WHERE r.organisatie_id = o.id)
      FROM organisaties_organisatie o WHERE o.id > %s ORDER BY o.naam LIMIT 50""",
    "organisatie": f"""SELECT p.naam, {CODE}, a.titel, r.rol, m.status, m.verloop, m.peildatum {IN_PLAN}
      JOIN speerpunten_beleidsplan p ON p.id = s.plan_id JOIN speerpunten_actieorganisatie r ON r.actie_id = a.id
      JOIN organisaties_organisatie o ON o.id = r.organisatie_id {STAND} WHERE o.slug = %s AND {LEVEND}
      ORDER BY p.naam, s.nummer, a.nummer""",
    "verantwoording": f"""SELECT p.naam, {CODE}, a.titel, a.beoogd_resultaat, r.rol, {HEEL} {IN_PLAN}
      JOIN speerpunten_beleidsplan p ON p.id = s.plan_id JOIN speerpunten_actieorganisatie r ON r.actie_id = a.id
      JOIN organisaties_organisatie o ON o.id = r.organisatie_id {STAND} WHERE o.slug = %s AND {LEVEND}
      ORDER BY p.naam, s.nummer, a.nummer""",
}
# Shown as a form: a text area for every column.
FORMULIEREN = {
    "mijn": f"""SELECT {CODE} || ' ' || a.titel, {HEEL} {IN_PLAN} JOIN speerpunten_actieorganisatie r
      ON r.actie_id = a.id AND r.rol = 'trekker' JOIN organisaties_organisatie o ON o.id = r.organisatie_id {STAND}
      WHERE o.slug = %s AND a.gearchiveerd_op IS NULL ORDER BY s.nummer, a.nummer""",
    "melding": f"""SELECT a.titel, {HEEL} FROM speerpunten_actie a JOIN speerpunten_melding m ON m.actie_id = a.id
      AND m.toestand = 'aanvaard' WHERE a.id = %s ORDER BY m.peildatum DESC LIMIT 5""",
    "bewerken": """SELECT a.titel, a.omschrijving, a.beoogd_resultaat, a.toelichting, a.start, a.einde, a.bron,
      (SELECT string_agg(d.naam, ', ') FROM speerpunten_beleidsdomein d),
      (SELECT string_agg(d.naam, ', ') FROM speerpunten_doelgroep d),
      (SELECT string_agg(o.naam, ', ') FROM organisaties_organisatie o
       JOIN speerpunten_actieorganisatie r ON r.organisatie_id = o.id WHERE r.actie_id = a.id)
      FROM speerpunten_actie a WHERE a.id = %s""",
    "wachtrij": f"""SELECT {CODE} || ' ' || a.titel, {HEEL}, o.naam, m.ingediend_op {IN_PLAN}
      JOIN speerpunten_melding m ON m.actie_id = a.id AND m.toestand = 'ingediend'
      JOIN organisaties_organisatie o ON o.id = m.organisatie_id WHERE a.id > %s ORDER BY m.ingediend_op LIMIT 25""",
    "nakijken": f"""SELECT a.titel, {HEEL} FROM speerpunten_melding w JOIN speerpunten_actie a ON a.id = w.actie_id
      JOIN speerpunten_melding m ON m.actie_id = a.id WHERE w.id = %s ORDER BY m.peildatum DESC LIMIT 2""",
    "bord": """SELECT o.naam, count(DISTINCT a.id), count(DISTINCT m.id), count(DISTINCT m.id) FILTER (
        WHERE m.toestand = 'aanvaard'), count(DISTINCT m.id) FILTER (WHERE m.toestand = 'ingediend')
      FROM speerpunten_ronde q JOIN speerpunten_speerpunt s ON s.plan_id = q.plan_id
      JOIN speerpunten_actie a ON a.speerpunt_id = s.id AND a.gearchiveerd_op IS NULL
      JOIN speerpunten_actieorganisatie r ON r.actie_id = a.id AND r.rol = 'trekker'
      JOIN organisaties_organisatie o ON o.id = r.organisatie_id
      LEFT JOIN speerpunten_melding m ON m.actie_id = a.id AND m.ronde_id = q.id
      WHERE q.id = %s GROUP BY o.naam ORDER BY o.naam""",
}
# Written as lines of text.
REGELS = {
    "agenda": """SELECT p.titel, p.streefdatum, p.bereikt_op, a.titel, a.id FROM speerpunten_mijlpaal p
      JOIN speerpunten_actie a ON a.id = p.actie_id JOIN speerpunten_speerpunt s ON s.id = a.speerpunt_id
      WHERE s.plan_id = %s AND a.openbaar ORDER BY p.streefdatum""",
    "feed": f"{TABELLEN['wijzigingen']} LIMIT 50",
}
# Written as JSON.
JSON = {
    "apiplan": TABELLEN["plan"],
    "apiacties": TABELLEN["lijst"],
    "apiactie": TABELLEN["actie"],
    "alles": f"""SELECT {CODE}, a.titel, a.omschrijving, r.slug, m.peildatum, m.status, m.verloop, m.resultaat,
      m.toelichting, m.reden, m.volgende_stappen, m.bereikt_resultaat, o.naam {IN_PLAN}
      LEFT JOIN speerpunten_melding m ON m.actie_id = a.id AND m.toestand = 'aanvaard'
      LEFT JOIN speerpunten_ronde r ON r.id = m.ronde_id LEFT JOIN organisaties_organisatie o ON o.id = m.organisatie_id
      WHERE s.plan_id = %s AND a.openbaar ORDER BY s.nummer, a.nummer, m.peildatum""",
}
RAPPORT = """SELECT q.inhoud FROM speerpunten_rapport q JOIN speerpunten_ronde r ON r.id = q.ronde_id
  WHERE r.plan_id = %s ORDER BY r.tot DESC LIMIT 1"""
