"""What makes a page quick: a worker that is warm before its first visitor, and no bytes for who has them already."""

import gc

from django.template import engines
from django.test import Client

from samenleven.opwarmen import warm_op


def test_een_werker_is_warm_voor_zijn_eerste_bezoeker():
    warm_op()
    (lader,) = engines["django"].engine.template_loaders
    gelezen = {naam for naam in lader.get_template_cache if naam.startswith("speerpunten/")}
    assert {"speerpunten/plan.html", "speerpunten/acties/lijst.html"} <= gelezen
    assert gc.get_freeze_count() > 100_000  # what stays, the garbage collector passes over


def test_wie_de_pagina_al_heeft_krijgt_geen_bytes(db):
    client = Client()
    eerst = client.get("/uitleg/")
    weer = client.get("/uitleg/", headers={"If-None-Match": eerst["ETag"]})
    assert (eerst.status_code, weer.status_code, weer.content) == (200, 304, b"")
    assert "Cookie" in weer["Vary"]
    assert client.get("/uitleg/", headers={"If-None-Match": '"iets anders"'}).status_code == 200
    anders = client.get("/bestaat-niet/", headers={"If-None-Match": "*"})
    assert anders.status_code == 404
