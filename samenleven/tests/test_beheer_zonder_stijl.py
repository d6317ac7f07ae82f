"""The admin under the same policy: no page of it holds an inline style or script."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from samenleven.tests.test_paginas import controleer_koppen
from speerpunten.tests import maak
from speerpunten.tests.kijk import lees

pytestmark = pytest.mark.django_db
INGEBED = re.compile(r"\sstyle=|\son\w+=|javascript:|<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.I)


def test_geen_enkel_beheerscherm_heeft_iets_ingebed(beheerder):
    actie = maak.maak_actie()
    maak.geef_rol(actie, maak.maak_organisatie())
    maak.maak_melding(actie)
    client = Client()
    client.force_login(beheerder)
    gezien = 0
    for model in admin.site._registry:
        voet = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rij = model._default_manager.first()
        adressen = [reverse(f"{voet}_changelist"), reverse(f"{voet}_add")]
        if rij is not None:
            adressen += [reverse(f"{voet}_{wat}", args=[rij.pk]) for wat in ("change", "history", "delete")]
        for adres in adressen:
            response = client.get(adres)
            assert response.status_code in {200, 403}, adres
            controleer_koppen(response)
            assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", ")), adres
            html = response.content.decode()
            assert INGEBED.findall(html) == [], adres
            gezien += response.status_code == 200 and bool(lees(response).alle("h1"))
    assert gezien > 20
