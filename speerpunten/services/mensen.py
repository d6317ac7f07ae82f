"""The acts of staff on people: let somebody speak no longer for an organisatie."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie, Uitnodiging
from speerpunten.services.toegang import trek_links_in_van


@transaction.atomic
def beeindig_lidmaatschap(*, lid: Lidmaatschap, tot: dt.date, door: Gebruiker) -> Lidmaatschap:
    """Let `tot` be the last day. Is that day over, then rights, safe links and open invitations end now.

    Raises PermissionDenied for who is not staff, ValidationError for a day before it began, or where it ended already.
    """
    if not door.is_medewerker:
        raise PermissionDenied
    Organisatie.objects.select_for_update(no_key=True).get(pk=lid.organisatie_id)
    Gebruiker.objects.select_for_update(of=("self",)).get(pk=lid.gebruiker_id)
    rijen = Lidmaatschap.objects.select_for_update(of=("self",)).select_related("gebruiker", "organisatie")
    huidig = rijen.get(pk=lid.pk)
    vandaag = timezone.localdate()
    if huidig.tot and huidig.tot < vandaag:
        raise ValidationError(f"Dit is al beëindigd, op {huidig.tot:%d/%m/%Y}.")
    if tot < huidig.van:
        raise ValidationError({"tot": f"Dit begon op {huidig.van:%d/%m/%Y}. Kies die dag of een latere."})
    huidig.tot = tot
    huidig.full_clean()
    huidig.save()
    if tot < vandaag:
        open_ = Uitnodiging.objects.open().filter(gebruiker=huidig.gebruiker, organisatie=huidig.organisatie)
        open_.update(ingetrokken_op=timezone.now())
        trek_links_in_van(huidig.gebruiker, door=door, reden="geen contactpersoon meer")
    return huidig
