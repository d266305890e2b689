"""Storing and archiving attachments. Rights are the owner's: he calls these from a service of his own."""

import errno
import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.audit import services as audit
from fugong.files import rules, vault
from fugong.files.models import Attachment
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused
from fugong.kit.ids import uuid7

FAULTS = {
    "empty": gettext_lazy("The file is empty. Choose the right file and send it again."),
    "unknown": gettext_lazy("This is none of the kinds of files that can be kept: PDF, JPG, PNG, WebP, Word (.docx), "
                            "Excel (.xlsx, .xls), CSV or text. Save it as one of these and send it again."),
    "broken": gettext_lazy("The file is damaged or incomplete. Open it, save it anew and send it again."),
    "active": gettext_lazy("The file holds macros or embedded programs. Save it without them and send it again."),
    "encrypted": gettext_lazy("The file is locked with a password. Take the password off and send it again."),
    "swollen": gettext_lazy("The file unpacks to far more than an office document. Save it anew and send it again."),
    "too_many_pixels": gettext_lazy("The picture has more than 40 megapixels. Make it smaller and send it again."),
}


def max_bytes() -> int:
    """The largest file that may be stored."""
    return int(settings.CONFIG.max_upload_mb) * 1024 * 1024


@transaction.atomic
def store(
    *, actor: Actor, subject: models.Model, kind: str, file: "File[Any]", caption: str = "",
    accept: Collection[str] = rules.EXTENSIONS, limit: int = 0,
) -> Attachment:
    """Check a file by its content, make it harmless, encrypt and keep it with its subject.

    accept: kinds of files that fit (of files.rules.EXTENSIONS); limit: bytes, where the owner asks for less than
    the installation. The same file sent twice for the same purpose is kept once. Refused with the reason and how
    to mend it; then nothing is on disk.
    """
    largest = min(limit or max_bytes(), max_bytes())
    if file.size > largest:
        raise _unfit("too_large", _("The file is larger than %(limit)s MB. Make it smaller and send it again.") % {
            "limit": largest // (1024 * 1024)})
    content, extension = _checked(file.read(), file.name or "", accept)
    digest = hashlib.sha256(content).hexdigest()
    same = Attachment.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, kind=kind, sha256=digest, archived_at=None)
    if found := same.first():
        return found
    attachment = Attachment(
        id=uuid7(), subject_type=subject._meta.label_lower, subject_id=subject.pk, kind=kind,
        name=rules.tidy_name(file.name or "", extension), caption=caption.strip()[:200], extension=extension,
        content_type=rules.TYPES[extension], size=len(content), sha256=digest, uploaded_by=actor.label[:100],
        uploaded_by_id=actor.id, uploaded_at=clock.now())
    attachment.key_id = _put(attachment, content)
    attachment.save(force_insert=True)
    audit.record(actor, "files.attachment.stored", attachment, {
        "subject": [attachment.subject_type, subject.pk], "kind": kind, "size": attachment.size, "sha256": digest})
    return attachment


@transaction.atomic
def keep(*, actor: Actor, subject: models.Model, kind: str, name: str, extension: rules.Kind, content: bytes) -> Attachment:
    """Encrypt and keep a file that the product itself made for its subject; it is not checked again."""
    attachment = Attachment(
        id=uuid7(), subject_type=subject._meta.label_lower, subject_id=subject.pk, kind=kind,
        name=rules.tidy_name(f"{name}.{extension}", extension), extension=extension,
        content_type=rules.TYPES[extension], size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor.label[:100], uploaded_by_id=actor.id, uploaded_at=clock.now())
    attachment.key_id = _put(attachment, content)
    attachment.save(force_insert=True)
    return attachment


@transaction.atomic
def rekey(*, attachment: Attachment) -> bool:
    """Encrypt the file of an attachment with the current key. Whether it could be read."""
    held = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if held is None:
        return True
    try:
        held.key_id = vault.put_again(held.pk, vault.get(held.pk, held.key_id, held.sha256))
    except vault.Damaged:
        return False
    held.save(update_fields=["key_id"])
    return True


@transaction.atomic
def destroy(*, attachment: Attachment) -> None:
    """Delete a file that was only ever a copy, such as an export whose time is over."""
    path = vault.path_of(attachment.pk)
    attachment.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _checked(content: bytes, name: str, accept: Collection[str]) -> tuple[bytes, rules.Kind]:
    try:
        kind = rules.kind_of(content, name)
        if kind not in accept:
            raise _unfit("not_accepted", _("A file of this kind does not fit here. Send one of: %(kinds)s.") % {
                "kinds": ", ".join(accept)})
        return (rules.without_metadata(content, kind) if kind in rules.IMAGES else content), kind
    except rules.Unfit as error:
        raise _unfit(error.fault, FAULTS[error.fault]) from None


def _put(attachment: Attachment, content: bytes) -> str:
    try:
        return vault.put(attachment.pk, content)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Refused("file_not_stored", _("There is no room left on the server for the file. Tell the administrator.")
                      if full else _("The file could not be stored. Try again, or tell the administrator."),
                      status=500) from error


def _unfit(fault: str, message: Any) -> Refused:
    return Refused(f"file_{fault}", message, fields={"file": message})


def read(attachment: Attachment) -> bytes:
    """The content of an attachment, proved to be what was stored."""
    try:
        return vault.get(attachment.pk, attachment.key_id, attachment.sha256)
    except vault.Damaged as error:
        raise Refused("file_damaged", _(
            "The stored file is missing or damaged. The administrator can bring it back from a backup."),
            status=500) from error


@transaction.atomic
def describe(*, actor: Actor, attachment: Attachment, caption: str) -> Attachment:
    """Say what a file shows."""
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    attachment.caption = caption.strip()[:200]
    attachment.save(update_fields=["caption"])
    audit.record(actor, "files.attachment.described", attachment, {"caption": attachment.caption})
    return attachment


@transaction.atomic
def archive(*, actor: Actor, attachment: Attachment, reason: str = "") -> None:
    """Take an attachment out of use; it stays readable for who looks at the past."""
    if Attachment.objects.filter(pk=attachment.pk, archived_at=None).update(archived_at=clock.real_now()):
        audit.record(actor, "files.attachment.archived", attachment, {"reason": reason})


def sweep(*, actor: Actor, older_than: timedelta = timedelta(hours=1)) -> int:
    """Delete what killed processes left in the authority's folder. Returns how many files went."""
    strays = list(vault.strays(set(Attachment.objects.values_list("pk", flat=True)), older_than))
    for path in strays:
        path.unlink(missing_ok=True)
    if strays:
        audit.record(actor, "files.strays.swept", None, {"files": len(strays)})
    return len(strays)
