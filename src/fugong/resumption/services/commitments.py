"""The letter of commitment (承诺函, S1-06): made from the rules, signed in the app, kept with its fingerprint."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit import clock
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid
from fugong.kit.text import normal
from fugong.resumption.models import Commitment
from fugong.resumption.selectors import dossiers
from fugong.resumption.services.steps import check_editable, lock, need, took_part


def digest(text: str, signer: str, signed_at: str) -> str:
    """SHA-256 of what was signed: the text, the signer and the moment (ISO, to the second), a line each."""
    return hashlib.sha256("\n".join([text, signer, signed_at]).encode()).hexdigest()


@transaction.atomic
def sign(
    *, actor: Actor, application_id: UUID | str, authority: str, signer: str, post: str = "", read: bool = False,
    text_sha256: str = "",
) -> Commitment:
    """Sign the unit's letter in the signer's name. A letter signed before is replaced and kept.

    authority: the name of the authority to whom it is addressed; read: the box "I have read it" was ticked;
    text_sha256: of the unsigned text that was shown; refused when the rules have another text by now.
    """
    need(actor, "resumption.commitment.sign")
    application = lock(actor, application_id)
    check_editable(application)
    signer = normal(signer)
    problems = {}
    if len(signer) < 2:
        problems["signer"] = _("Type the full name of the person who signs.")
    if not read:
        problems["read"] = _("Read the letter and tick the box.")
    if problems:
        raise invalid(problems)
    if text_sha256 and text_sha256 != dossiers.letter_digest(application, authority):
        raise Refused("stale", _("The text of the letter has changed. Read it again before you sign."), status=409)
    letter = dossiers.letter(application)
    now = clock.now().replace(microsecond=0)
    text = dossiers.letter_text(application, authority, signer, now.date())
    application.commitments.filter(replaced_at=None).update(replaced_at=clock.real_now())
    made = Commitment.objects.create(
        application=application, letter=letter.code, title=letter.name.zh, text=text, signer=signer,
        post=normal(post)[:40], sha256=digest(text, signer, now.isoformat()), signed_at=now, signed_by_id=actor.id,
        signed_by=actor.label[:100])
    took_part(actor, application, "sign")
    audit.record(actor, "resumption.commitment.signed", application, {
        "letter": letter.code, "signer": signer, "sha256": made.sha256, "rules": str(application.pack_version)})
    return made


def genuine(commitment: Commitment) -> bool:
    """Whether a letter still is what was signed."""
    signed_at = commitment.signed_at.astimezone(clock.ZONE).isoformat()
    return digest(commitment.text, commitment.signer, signed_at) == commitment.sha256

