"""Authorities: made by the owner role, kept for ever."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import SLUG, Authority, Department
from fugong.accounts.services import schemas
from fugong.audit import services as audit
from fugong.kit.actor import Actor
from fugong.kit.clock import real_now
from fugong.kit.errors import invalid


@transaction.atomic
def create(
    *, actor: Actor, slug: str, name: str, kind: str, name_en: str = "", parent: str = "",
    division_code: str = "", clock_offset: timedelta = timedelta(), mfa_required: bool = True, demo: bool = False,
) -> Authority:
    """Make an authority with its schema. Refused with the field named when slug, kind or parent do not fit."""
    problems: dict[str, str] = {}
    try:
        SLUG(slug)
    except ValidationError as error:
        problems["slug"] = error.messages[0]
    if kind not in Authority.Kind.values:
        problems["kind"] = _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(Authority.Kind.values)}
    if not name.strip():
        problems["name"] = _("Give a name.")
    if Authority.objects.filter(slug=slug).exists():
        problems["slug"] = _("There is already an authority with this short name.")
    above = Authority.objects.filter(slug=parent).first() if parent else None
    if parent and above is None:
        problems["parent"] = _("There is no authority with this short name.")
    if problems:
        raise invalid(problems)
    authority = Authority(
        slug=slug, schema_name="a_" + slug.replace("-", "_"), name=name.strip(), name_en=name_en, kind=kind,
        parent=above, division_code=division_code, clock_offset=clock_offset, mfa_required=mfa_required, demo=demo)
    authority.save(force_insert=True)
    schemas.create_schema(authority.schema_name)
    schemas.note_state(authority)
    audit.record_shared(actor, "accounts.authority.created", authority, {"slug": slug, "kind": kind})
    return authority


@transaction.atomic
def set_departments(*, actor: Actor, authority: Authority, names: list[str]) -> None:
    """Make the department directory hold exactly these names, in this order; others are archived."""
    for position, name in enumerate(names):
        Department.objects.update_or_create(
            authority=authority, name=name, defaults={"position": position, "archived_at": None})
    Department.objects.filter(authority=authority, archived_at=None).exclude(name__in=names).update(
        archived_at=real_now())
    audit.record_shared(actor, "accounts.departments.set", authority, {"names": names})


def set_clock(*, actor: Actor, authority: Authority, offset: timedelta) -> None:
    """Set how far the business clock is from real time: for demonstrations and exercises."""
    with transaction.atomic():
        Authority.objects.filter(pk=authority.pk).update(clock_offset=offset)
        authority.clock_offset = offset
        audit.record_shared(actor, "accounts.clock.set", authority, {"offset_seconds": int(offset.total_seconds())})
