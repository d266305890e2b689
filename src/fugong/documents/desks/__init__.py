"""The screens of documents: lists, the sheet with its figures, and each step of a document's life."""

from django.urls import URLPattern, path

from fugong.documents.desks import steps
from fugong.documents.desks.declared import DOCUMENTS, SERIES

DESKS = (DOCUMENTS, SERIES)


def urls() -> list[URLPattern]:
    """The documents' pages."""
    pages = {"issue": steps.issue, "withdraw": steps.withdraw, "return": steps.send_back, "fill": steps.fill,
             "submit": steps.submit, "circulate": steps.circulate, "sign": steps.sign}
    return [
        *(path(f"documents/<uuid:pk>/{name}/", view, name=f"documents.document.{name}") for name, view in pages.items()),
        path("documents/<uuid:pk>/file.<str:form>", steps.file, name="documents.document.file"),
        *(route for desk in DESKS for route in desk.urls()),
    ]
