"""Editions of rules: loaded once, never changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.audit import services as audit
from fugong.kit.actor import Actor
from fugong.kit.errors import Refused, invalid, not_allowed
from fugong.standards.models import PackVersion
from fugong.standards.rules import loading
from fugong.standards.rules.packs import Pack

# Shipped packs that only serve to be included by others.
NOT_BY_ITSELF = frozenset({"common-2020"})


@transaction.atomic
def load(*, actor: Actor, pack: Pack) -> PackVersion:
    """Keep a pack as an edition of its code; the same content again is the edition already there.

    Refused where this edition was loaded with another content: a changed pack needs a new edition.
    """
    if not actor.can("standards.pack.adopt"):
        raise not_allowed("standards.pack.adopt")
    sha256 = loading.fingerprint(pack)
    known = PackVersion.objects.select_for_update().filter(code=pack.code, edition=pack.edition).first()
    if known is not None:
        if known.sha256 == sha256:
            return known
        raise Refused("edition_taken", _(
            "Edition %(edition)s of “%(code)s” is already loaded with another content. Give the pack a new edition."
        ) % {"edition": pack.edition, "code": pack.code}, status=409)
    version = PackVersion.objects.create(
        code=pack.code, edition=pack.edition, name_zh=pack.name.zh, name_en=pack.name.en, issuer_zh=pack.issuer.zh,
        issuer_en=pack.issuer.en, document=pack.document, effective_from=pack.effective_from, sha256=sha256,
        content=loading.content_of(pack), loaded_by=actor.label[:100])
    audit.record(actor, "standards.pack.loaded", version, {"edition": pack.edition, "sha256": sha256})
    return version


MAX_BYTES = 512 * 1024
MOST_TOLD = 20


def load_file(*, actor: Actor, data: bytes) -> PackVersion:
    """Keep the pack in a YAML file (UTF-8); it may include shipped packs. Refused with every problem of the file."""
    if not actor.can("standards.pack.adopt"):
        raise not_allowed("standards.pack.adopt")
    if len(data) > MAX_BYTES:
        raise invalid({"file": _("The file is larger than %(size)s kB.") % {"size": MAX_BYTES // 1024}})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pack.yaml"
        path.write_bytes(data)
        shelf = loading.load(path)
        if shelf.problems:
            told = [problem.in_language("en" if get_language() == "en" else "zh") for problem in shelf.problems]
            more = [_("and %(count)s more") % {"count": len(told) - MOST_TOLD}] if len(told) > MOST_TOLD else []
            raise invalid({"file": "\n".join([*told[:MOST_TOLD], *more])})
        return load(actor=actor, pack=shelf.packs[loading.code_in(path)])


@transaction.atomic
def load_shipped(*, actor: Actor) -> list[PackVersion]:
    """Keep every shipped pack."""
    return [load(actor=actor, pack=pack) for pack in shipped()]


def shipped() -> list[Pack]:
    """The packs that come with the product and can stand by themselves."""
    return [pack for code, pack in loading.shipped().packs.items() if code not in NOT_BY_ITSELF]
