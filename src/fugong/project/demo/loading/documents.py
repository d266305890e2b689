"""Numbered documents and bulletins, issued on their days."""

from datetime import date
from uuid import UUID

from fugong.documents.services import drafts, issuing, series
from fugong.kit import clock
from fugong.project.demo.loading.stage import Stage


def load(stage: Stage) -> None:
    """Each document is drafted by the office of control and issued by the leader on its day."""
    issuer = f"{stage.cast.name}疫情防控指挥部"
    first = stage.cast.documents[0]
    numbers = series.save_series(actor=stage.actor("staff"), values={
        "style": "number", "word": first.series, "issuer": issuer, "mark": f"{issuer}文件",
        "paper_year": first.year if first.serial > 1 else None, "paper_last": first.serial - 1,
    })
    for document in stage.cast.documents:
        _issue(stage, numbers.pk, document.issued_on, "notice", document.title, document.text)
    if not stage.cast.bulletins:
        return
    issues = series.save_series(actor=stage.actor("staff"), values={
        "style": "issue", "word": stage.cast.bulletins[0].title, "issuer": issuer, "mark": stage.cast.bulletins[0].title,
    })
    for bulletin in stage.cast.bulletins:
        _issue(stage, issues.pk, bulletin.issued_on, "bulletin", bulletin.title, bulletin.text)


def _issue(stage: Stage, series_id: UUID, day: date, kind: str, title: str, text: str) -> None:
    with clock.frozen(clock.at(day, 10)):
        document = drafts.write(actor=stage.actor("staff"), values={
            "kind": kind, "title": title, "addressee": stage.cast.addressee, "text": text})
        issuing.issue(
            actor=stage.actor("leader"), document_id=document.pk, version=document.version, series_id=series_id,
            issued_on=day)
