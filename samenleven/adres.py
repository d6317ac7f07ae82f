"""Where a request comes from: the one answer for every limit and log."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

ONBEKEND = "onbekend"  # a socket without an address, as between a proxy and gunicorn
IPV6_NET = 64  # bits: what one household or office gets; within it a visitor could take any address


def adres_van(request: HttpRequest) -> str:
    """Give the address of the visitor, of IPv6 its network.

    Behind a proxy it is the one that the outermost of our own proxies wrote: counted from the end of X-Forwarded-For,
    because what stands before it, the visitor may have made up.
    """
    adres = request.META.get("REMOTE_ADDR", "")
    if settings.ACHTER_PROXY:
        keten = request.META.get("HTTP_X_FORWARDED_FOR", "")
        rij = [deel.strip() for deel in keten.split(",") if deel.strip()]
        if len(rij) >= settings.AANTAL_PROXIES:
            adres = rij[-settings.AANTAL_PROXIES]
    try:
        ip = ipaddress.ip_address(adres)
    except ValueError:
        return ONBEKEND
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip), IPV6_NET), strict=False))
