"""Filling in an application, step by step; it can be left and resumed, and every step says what all steps lack."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.desk.views import need
from fugong.kit.errors import Refused, not_found
from fugong.kit.ids import uuid7
from fugong.resumption import selectors, wording
from fugong.resumption.desks import checking, page
from fugong.resumption.desks.forms import BasicsForm, SignForm, tell, version_of
from fugong.resumption.desks.serving import url_of
from fugong.resumption.models import Application, EnterprisePlan
from fugong.resumption.rules import states
from fugong.resumption.rules.lacking import lacking
from fugong.resumption.rules.lacking import steps as steps_asked
from fugong.resumption.selectors import dossiers
from fugong.resumption.services import applications, commitments, plans
from fugong.standards.rules.packs import Pack

LAST = "submit"


def stepper(actor: Actor, application: Application, here: str) -> list[dict[str, Any]]:
    """The steps that the regime asks for, each with how many things it still lacks."""
    regime = dossiers.regime(application)
    lacks = lacking(dossiers.dossier(actor, application), regime, due=("before", "after"))
    counts: dict[str, int] = {}
    for lack in lacks:
        counts[lack.step] = counts.get(lack.step, 0) + 1
    asked = [*steps_asked(regime), LAST]
    return [{"label": wording.STEPS[code], "url": page.address("fill", application, step=code), "code": code,
             "missing": counts.get(code, 0),
             "state": "now" if code == here else "todo" if code == LAST or counts.get(code) else "done"} for code in asked]


def frame(actor: Actor, application: Application, step: str, **more: Any) -> dict[str, Any]:
    """What every step's page shows around its own part."""
    steps = stepper(actor, application, step)
    codes = [each["code"] for each in steps]
    after = codes[codes.index(step) + 1] if step in codes[:-1] else ""
    return {
        "title": application.unit.name, "subtitle": _("Application to resume"), "application": application, "steps": steps,
        "step": step, "key": str(uuid7()), "version": application.version, "returned": page.returned(application),
        "regime": wording.said(dossiers.regime(application).explanation),
        "next_url": page.address("fill", application, step=after) if after else "",
        "back": {"url": page.address("detail", application), "label": _("Application")},
        "draft_slug": f"{actor.authority}.resumption.{application.pk}.{step}", "save_label": _("Save and go on"), **more,
    }


def fill(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One step of the wizard."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, page.EDIT)
    application = selectors.application(actor, pk)
    if not states.editable(application.state, dossiers.regime(application)):
        return HttpResponseRedirect(page.address("detail", application))
    if step not in PAGES or step not in (*steps_asked(dossiers.regime(application)), LAST):
        raise not_found(step)
    return PAGES[step](request, actor, application)


def go_on(actor: Actor, application: Application, step: str) -> HttpResponse:
    """To the next step."""
    return HttpResponseRedirect(frame(actor, application, step)["next_url"] or page.address("detail", application))


def basics(request: HttpRequest, actor: Actor, application: Application) -> HttpResponse:
    """Day, people, who answers."""
    form, status, stale = BasicsForm.of(application, request.POST if request.method == "POST" else None), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                applications.change(
                    actor=actor, application_id=application.pk, version=version_of(request), values=form.cleaned_data)
                return go_on(actor, application, "basics")
            except Refused as refused:
                status = refused.status
                if refused.code == "stale":
                    stale = {"rows": differences(form)}
                else:
                    tell(form, refused)
    return render(request, "resumption/fill_basics.html", frame(
        actor, application, "basics", form=form, sections=form.sections(), stale=stale,
        draft_url=page.address("save", application, step="basics")), status=status)


def differences(form: BasicsForm) -> list[dict[str, Any]]:
    """Field by field what was typed and what stands, where the two differ."""
    return [{"label": form[name].label, "name": name, "mine": form[name].value(), "mine_text": form.cleaned_data[name],
             "theirs": form.initial[name] or "", "theirs_text": form.initial[name]}
            for name in form.fields if form.cleaned_data.get(name) != form.initial[name]]


def written(request: HttpRequest, actor: Actor, plan: EnterprisePlan) -> dict[str, str]:
    """Keep the sections that were changed; what is wrong, by section code."""
    wrong = {}
    for section in plan.sections.all():
        typed = request.POST.get(f"text-{section.code}")
        if typed is None:
            continue
        try:
            plans.write(actor=actor, section_id=section.pk, version=version_of(request, f"version-{section.code}"), text=typed)
        except Refused as refused:
            if refused.code != "stale" or typed.replace("\r\n", "\n").strip() != section.text:
                wrong[section.code] = " ".join(str(message) for message in refused.fields.values()) or str(refused.message)
    return wrong


def plan_sections(
    request: HttpRequest, actor: Actor, plan: EnterprisePlan, pack: Pack, wrong: dict[str, str]
) -> list[dict[str, Any]]:
    """The sections to write at: text, sample, hint, what reviewers said, what is wrong."""
    known = {part.code: part for part in pack.plan_sections}
    sections = list(plan.sections.all())
    said = selectors.comments(actor, sections)
    return [{"code": each.code, "name": each.name, "version": each.version, "wrong": wrong.get(each.code, ""),
             "text": request.POST.get(f"text-{each.code}", each.text) if each.code in wrong else each.text,
             "theirs": each.text if each.code in wrong else "", "comments": said.get(each.pk, []),
             "hint": wording.said(known[each.code].hint) if each.code in known else "",
             "sample": wording.said(known[each.code].sample) if each.code in known else ""} for each in sections]


def plan(request: HttpRequest, actor: Actor, application: Application) -> HttpResponse:
    """The control plan, section by section, with samples."""
    own = application.plan
    if own is None:
        raise not_found()
    wrong = written(request, actor, own) if request.method == "POST" else {}
    if request.method == "POST" and not wrong:
        return go_on(actor, application, "plan")
    return render(request, "resumption/fill_plan.html", frame(
        actor, application, "plan", sections=plan_sections(request, actor, own, dossiers.pack(application), wrong),
        draft_url=page.address("save", application, step="plan")), status=422 if wrong else 200)


def attachments(request: HttpRequest, actor: Actor, application: Application) -> HttpResponse:
    """The papers that the rules ask for."""
    wrong, paper, status = "", request.POST.get("paper", ""), 200
    if request.method == "POST":
        try:
            if request.POST.get("remove"):
                applications.detach(actor=actor, application_id=application.pk, attachment_id=UUID(request.POST["remove"]))
            elif not request.FILES:
                raise Refused("invalid", _t("Choose a file first."))
            for file in request.FILES.getlist("file"):
                applications.attach(actor=actor, application_id=application.pk, paper=paper, file=file)
            return HttpResponseRedirect(page.address("fill", application, step="attachments") + f"#paper-{paper}")
        except ValueError:
            raise not_found() from None
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            wrong, status = str(refused.message), refused.status
    files, address_of = dossiers.files(actor, application), url_of(application)
    return render(request, "resumption/fill_papers.html", frame(
        actor, application, "attachments", papers=page.papers(application, files.values(), address_of), wrong=wrong,
        wrong_paper=paper), status=status)


def self_check(request: HttpRequest, actor: Actor, application: Application) -> HttpResponse:
    """The rules item by item, with evidence."""
    answered, beside, who = checking.checked(actor, application, "self")
    return render(request, "resumption/fill_check.html", frame(
        actor, application, "self_check", groups=answered.groups(beside, who), progress=answered.progress(), where="self"))


def commitment(request: HttpRequest, actor: Actor, application: Application) -> HttpResponse:
    """Read the letter and sign it."""
    authority: str = request.authority.name  # type: ignore[attr-defined]
    standing = dossiers.commitment(application)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"signer": application.unit.legal_person})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commitments.sign(actor=actor, application_id=application.pk, authority=authority,
                                 text_sha256=request.POST.get("text_sha256", ""), **form.cleaned_data)
                return go_on(actor, application, "commitment")
            except Refused as refused:
                status = refused.status
                tell(form, refused)
    return render(request, "resumption/fill_letter.html", frame(
        actor, application, "commitment", form=form, letter=dossiers.letter(application), standing=standing,
        letter_title=wording.said(dossiers.letter(application).name), text=dossiers.letter_text(application, authority),
        text_sha256=dossiers.letter_digest(application, authority), may_sign=actor.can("resumption.commitment.sign"),
        save_label=_("Sign")), status=status)


def submit(request: HttpRequest, actor: Actor, application: Application) -> HttpResponse:
    """Everything that is missing at once, and the hand-in."""
    regime, wrong, status = dossiers.regime(application), "", 200
    filing = states.kind_under(regime) == "filing"
    if request.method == "POST":
        try:
            applications.submit(actor=actor, application_id=application.pk, version=version_of(request))
            return HttpResponseRedirect(page.address("detail", application))
        except Refused as refused:
            status, wrong = refused.status, "" if refused.code == "incomplete" else str(refused.message)
    return render(request, "resumption/fill_submit.html", frame(
        actor, application, LAST, missing=page.missing(actor, application), wrong=wrong, filing=filing,
        save_label=_("File and resume") if filing else _("Hand in")), status=status)


PAGES: dict[str, Callable[[HttpRequest, Actor, Application], HttpResponse]] = {
    "basics": basics, "plan": plan, "attachments": attachments, "self_check": self_check, "commitment": commitment,
    LAST: submit,
}


@require_POST
def save(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Keep what was typed so far: fields that do not fit stay in the browser until they do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    need(actor, page.EDIT)
    application = selectors.application(actor, pk)
    if step not in ("basics", "plan"):
        raise not_found(step)
    try:
        told = _save_basics(request, actor, application) if step == "basics" else _save_plan(request, actor, application)
    except Refused as refused:
        return JsonResponse({"code": refused.code, "detail": str(refused.message)}, status=refused.status)
    return JsonResponse({"saved_at": f"{clock.now():%H:%M}", "set": told})


def _save_basics(request: HttpRequest, actor: Actor, application: Application) -> dict[str, int]:
    form = BasicsForm.of(application, request.POST)
    form.is_valid()
    changed = applications.change(
        actor=actor, application_id=application.pk, version=version_of(request), values=form.cleaned_data)
    return {"_version": changed.version}


def _save_plan(request: HttpRequest, actor: Actor, application: Application) -> dict[str, int]:
    if application.plan is None:
        raise not_found()
    wrong = written(request, actor, application.plan)
    if wrong:
        raise Refused("stale", " ".join(wrong.values()), status=409)
    return {f"version-{section.code}": section.version for section in application.plan.sections.all()}
