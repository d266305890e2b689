"""Addresses inside and outside an authority."""

from django.conf import settings
from django.urls import get_script_prefix, reverse


def outside(name: str, *args: object) -> str:
    """The address of a page that belongs to no authority, from wherever the request is."""
    path = reverse(name, urlconf=settings.ROOT_URLCONF, args=args)
    return "/" + path.removeprefix(get_script_prefix())


def inside(slug: str, name: str, **kwargs: object) -> str:
    """The address of a page inside an authority, from wherever the request is."""
    path = reverse(name, urlconf=settings.AUTHORITY_URLCONF, kwargs=kwargs)
    return f"/a/{slug}/" + path.removeprefix(get_script_prefix())
