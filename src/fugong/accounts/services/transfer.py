"""The rows of `public` that belong to one authority, as JSON and back: one half of its backup.

Rows are joined by their UUIDs. A user whom the new place knows already (same UUID) stays as he is there.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core import serializers
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.duration import duration_iso_string
from django.utils.translation import gettext as _

from fugong.accounts.models import ApiToken, Authority, Department, Membership, ModuleSwitch, User
from fugong.accounts.services import schemas
from fugong.audit import services as audit
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused


def belonging(authority: Authority) -> list[QuerySet[Any]]:
    """What goes with an authority, in the order in which it can be put back."""
    people = User.objects.filter(Q(memberships__authority=authority) | Q(home=authority)).distinct()
    return [
        Authority.objects.filter(pk=authority.pk), Department.objects.filter(authority=authority),
        ModuleSwitch.objects.filter(authority=authority), people.order_by("pk"),
        Authenticator.objects.filter(user__in=people), Membership.objects.filter(authority=authority),
        ApiToken.objects.filter(authority=authority),
    ]


def export_rows(authority: Authority) -> str:
    """All rows of `public` that belong to an authority, as a JSON text."""
    rows: list[Model] = [row for query in belonging(authority) for row in query.order_by("pk")]
    return json.dumps(serializers.serialize("python", rows), ensure_ascii=False, indent=1, default=written)


def written(value: object) -> str:
    """Times to the microsecond (Django's own JSON cuts them), durations and identifiers as text."""
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


@transaction.atomic
def import_rows(*, actor: Actor, text: str) -> Authority:
    """Put the rows back where no such authority is; its schema must be there already.

    Refused when the short name or the name of a user is taken by somebody else; nothing is written then.
    """
    rows = json.loads(text)
    slug = next(row["fields"]["slug"] for row in rows if row["model"] == "accounts.authority")
    if Authority.objects.filter(slug=slug).exists():
        raise Refused("authority_exists", _("There is already an authority with this short name."), status=409)
    known = {str(key) for key in User.objects.values_list("pk", flat=True)}
    taken = set(User.objects.values_list("username", flat=True))
    clash = sorted(row["fields"]["username"] for row in rows if row["model"] == "accounts.user"
                   and row["pk"] not in known and row["fields"]["username"] in taken)
    if clash:
        raise Refused("users_taken", _("These user names belong to other people here: %(names)s.") % {
            "names": "、".join(clash)}, status=409)
    parents = {str(key) for key in Authority.objects.values_list("pk", flat=True)}
    for row in rows:
        fields = row["fields"]
        if row["model"] == "accounts.authority" and fields["parent"] not in parents:
            fields["parent"] = None
        if row["model"] == "accounts.user" and fields["home"] and fields["home"] not in parents and row["pk"] not in known:
            fields["home"] = fields["home"] if any(r["pk"] == fields["home"] for r in rows) else None
    fresh = [row for row in rows if not (row["model"] == "accounts.user" and row["pk"] in known)
             and not (row["model"] == "mfa.authenticator" and row["fields"]["user"] in known)]
    for item in serializers.deserialize("python", fresh):
        if item.object._meta.label == "mfa.Authenticator":
            item.object.pk = None
        item.save()
    authority = Authority.objects.get(slug=slug)
    schemas.note_state(authority)
    audit.record_shared(actor, "accounts.authority.restored", authority, {"rows": len(fresh)})
    return authority
