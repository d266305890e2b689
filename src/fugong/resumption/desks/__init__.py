"""The screens of resumption."""

from django.urls import URLPattern, path

from fugong.resumption.desks import acts, checking, fill, others, papers, serving, unit
from fugong.resumption.desks.declared import APPLICATIONS, PLANS, POSITIONS, VIOLATIONS

DESKS = (APPLICATIONS, PLANS, VIOLATIONS, POSITIONS)
APPLICATION, VIOLATION = "applications/<uuid:pk>/", "violations/<uuid:pk>/"


def urls() -> list[URLPattern]:
    """All pages of resumption."""
    return [
        path("apply/", others.apply, name="resumption.apply"),
        path("units/<uuid:pk>/apply/", others.begin, name="resumption.unit.apply"),
        path("applications/waiting/<slug:task>/", others.waits, name="resumption.application.waiting"),
        path(APPLICATION + "fill/<slug:step>/", fill.fill, name="resumption.application.fill"),
        path(APPLICATION + "save/<slug:step>/", fill.save, name="resumption.application.save"),
        path(APPLICATION + "visit/", checking.visit, name="resumption.application.visit"),
        path(APPLICATION + "self-check/<slug:list_code>/<int:number>/", checking.answer, {"where": "self"},
             name="resumption.application.answer"),
        path(APPLICATION + "visit/<slug:list_code>/<int:number>/", checking.answer, {"where": "visit"},
             name="resumption.application.item"),
        *(path(f"{APPLICATION}{action}/", acts.act, {"action": action}, name=f"resumption.application.{action}")
          for action in acts.ACTS),
        *(path(f"{APPLICATION}review-{kind}/", acts.review, {"kind": kind}, name=f"resumption.application.review-{kind}")
          for kind in ("epidemic", "safety", "department")),
        path(APPLICATION + "files/<uuid:file>/", serving.application_file, name="resumption.application.file"),
        path(APPLICATION + "letter/", papers.letter, name="resumption.application.letter"),
        path(APPLICATION + "paper/", papers.paper, name="resumption.application.paper"),
        path("plan-sections/<uuid:pk>/comment/", others.comment, name="resumption.section.comment"),
        path("plan-comments/<uuid:pk>/settle/", others.settle_comment, name="resumption.comment.settle"),
        path("units/<uuid:pk>/resumption/", unit.overview, name="resumption.unit.overview"),
        path("units/<uuid:pk>/plan/", others.begin_plan, name="resumption.unit.plan"),
        path("plans/<uuid:pk>/write/", others.write_plan, name="resumption.plan.write"),
        path("plans/<uuid:pk>/accept/", others.accept_plan, name="resumption.plan.accept"),
        path("violations/new/", others.choose_violation, name="resumption.violation.choose"),
        path("units/<uuid:pk>/violation/", others.violation, name="resumption.unit.violation"),
        path(VIOLATION + "photos/", others.violation_photo, name="resumption.violation.photo"),
        path(VIOLATION + "files/<uuid:file>/", serving.violation_file, name="resumption.violation.file"),
        path(VIOLATION + "settle/", others.settle_violation, name="resumption.violation.settle"),
        *(route for desk in DESKS for route in desk.urls()),
    ]
