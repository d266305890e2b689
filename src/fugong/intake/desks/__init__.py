"""Screens of files in and out, and the address that keeps drafts."""

from django.urls import URLPattern

from fugong.intake.desks import drafts, exports, imports

__all__ = ["drafts", "exports", "imports", "urls"]


def urls() -> list[URLPattern]:
    """The pages of intake."""
    return [*imports.urls(), *exports.urls(), *drafts.urls()]
