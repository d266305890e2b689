"""What documents count: numbered documents and bulletins that stood issued at the end of each day (S4-23)."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fugong.documents import selectors
from fugong.documents.models import Document, Series
from fugong.kit.counts import Family, Numbers, Scope, filled
from fugong.kit.desk import Column

STYLES = {"documents.issued": Series.Style.NUMBER, "documents.bulletins": Series.Style.ISSUE}


def count(scope: Scope, codes: Collection[str]) -> Numbers:
    """Documents of the whole authority day by day; they belong to no unit, so no part of the units has any."""
    if scope.by or scope.only:
        return {code: {} for code in STYLES}
    issued = Document.objects.filter(series__style__in=STYLES.values(), issued_on__lte=scope.last)
    if scope.known_at is not None:
        issued = issued.filter(issued_at__lte=scope.known_at)
    found = list(issued.values_list("series__style", "issued_on", "withdrawn_on", "withdrawn_at"))

    def steps(style: str) -> Iterator[tuple[str, date, int]]:
        for kind, issued_on, withdrawn_on, withdrawn_at in found:
            if kind != style or issued_on is None:
                continue
            assert issued_on is not None  # an issued document has its day
            yield "", max(issued_on, scope.first), 1
            known = scope.known_at is None or (withdrawn_at is not None and withdrawn_at <= scope.known_at)
            if withdrawn_on is not None and known and withdrawn_on <= scope.last:
                yield "", max(withdrawn_on, scope.first), -1

    return {code: filled(scope, steps(style)) for code, style in STYLES.items()}


def rows(code: str, scope: Scope) -> QuerySet[Document]:
    """The documents that stood issued at the end of the scope's last day, as far as the actor may see them."""
    issued = selectors.issued(scope.last, STYLES[code], known_at=scope.known_at)
    return selectors.documents(scope.actor).filter(pk__in=issued.values("pk")).order_by("-issued_on", "-number", "id")


def columns(code: str) -> tuple[Column, ...]:
    """How a document is shown behind a figure."""
    return (Column("title", link=True), Column("number_text"), Column("issued_on"), Column("issued_by", _("issued by")))


COUNTS = Family(codes=tuple(STYLES), count=count, rows=rows, columns=columns)
