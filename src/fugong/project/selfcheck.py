"""The self-test: is everything there that the product stands on, and how is what is missing mended?"""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import DatabaseError

from fugong.accounts import tenancy
from fugong.accounts.models import Authority
from fugong.accounts.services.schemas import APPEND_ONLY
from fugong.audit import sealing
from fugong.kit.errors import Refused
from fugong.kit.papers import fonts
from fugong.project import upkeep
from fugong.project.config import Config
from fugong.project.database_needs import Finding, chinese, row, version
from fugong.project.words import gettext as _

DISK_NEEDED = 500_000_000  # bytes


def findings(config: Config) -> Iterator[Finding]:
    """Look at everything, as the application role. A check that breaks is a finding too."""
    tenancy.leave()
    for check in CHECKS:
        try:
            yield from check(config)
        except DatabaseError as error:
            yield Finding(check.__name__, False, str(error).strip().splitlines()[0],
                          _("Look into the log of the database."))


def disk(config: Config) -> Iterator[Finding]:
    free = shutil.disk_usage(config.data_dir).free
    yield Finding(
        "disk", free >= DISK_NEEDED,
        _("{free} MB free in {folder}").format(free=free // 1_000_000, folder=config.data_dir),
        _("Free at least {needed} MB on that disk.").format(needed=DISK_NEEDED // 1_000_000))


def secrets(config: Config) -> Iterator[Finding]:
    mode = config.secrets_file.stat().st_mode & 0o777
    yield Finding("secrets", mode & 0o077 == 0,
                  _("{file} has mode {mode:o}").format(file=config.secrets_file, mode=mode),
                  _("Run: chmod 600 {file}").format(file=config.secrets_file))


def schemas(config: Config) -> Iterator[Finding]:
    behind = upkeep.mismatches()
    yield Finding("schemas", not behind, _("not of this version: {which}").format(which=", ".join(behind)) if behind
                  else _("all schemas are of this version"), _("Run: fugong migrate"))


def roles(config: Config) -> Iterator[Finding]:
    """The application owns nothing, makes nothing, and cannot change what the trail says."""
    mend = _("Give the application a role of its own in DATABASE_URL, and the owner's in FUGONG_OWNER_DATABASE_URL.")
    name, power = row("SELECT current_user, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls "
                       "FROM pg_roles WHERE rolname = current_user")
    yield Finding("role", not power, _("the application works as {role}").format(role=name), mend)
    owned, = row("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
                  "WHERE relowner = current_user::regrole AND nspname !~ '^pg_'")
    creates, = row("SELECT has_database_privilege(current_database(), 'CREATE') "
                    "OR has_schema_privilege('public', 'CREATE')")
    yield Finding("ownership", not owned and not creates, _("the application owns {count} tables").format(count=owned)
                  if owned else _("the application owns no table and makes none"), mend)
    changeable, = row(
        "SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relkind IN ('r', 'p') AND "
        "(has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE') "
        "OR has_table_privilege(oid, 'TRUNCATE'))",
        list(APPEND_ONLY))
    yield Finding("trail_rights", not changeable, _("the trail can only grow") if not changeable else
                  _("the application may change {count} tables of the trail").format(count=changeable), mend)


def clock(config: Config) -> Iterator[Finding]:
    ours = datetime(2020, 2, 17, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    theirs, = row("SELECT '2020-02-17 08:00 Asia/Shanghai'::timestamptz")
    yield Finding("time_zone", theirs == ours, _("time zone Asia/Shanghai"),
                  _("Install the time zone data of the database server (tzdata)."))
    apart, = row("SELECT abs(extract(epoch FROM clock_timestamp() - %s))::int", datetime.now(ZoneInfo("UTC")))
    yield Finding("clock", apart <= 5, _("this machine and the database are {seconds} s apart").format(seconds=apart),
                  _("Let both machines get their time from the same server (NTP)."))


def document_fonts(config: Config) -> Iterator[Finding]:
    mend = _("Run: apt-get install fonts-noto-cjk")
    try:
        body = fonts.available().families["body"]
    except Refused as refusal:
        yield Finding("fonts", False, str(refusal), mend)
    else:
        yield Finding("fonts", True, _("Chinese fonts for PDF: {names}").format(names=", ".join(body)), mend)


def trail(config: Config) -> Iterator[Finding]:
    """The seals of every trail, hashed again."""
    yield _sealed("public")
    for authority in Authority.objects.filter(archived_at=None).order_by("slug"):
        with tenancy.entered(authority):
            yield _sealed(authority.slug)


def _sealed(where: str) -> Finding:
    verdict = sealing.verify()
    text = _("{where}: {blocks} sealed blocks, {unsealed} records not sealed yet").format(
        where=where, blocks=verdict.blocks, unsealed=verdict.unsealed)
    if verdict.broken:
        text = _("{where}: the records of these blocks were changed: {blocks}").format(
            where=where, blocks=", ".join(str(number) for number in verdict.broken))
    return Finding("trail", not verdict.broken, text,
                   _("Somebody changed the trail in the database: compare with a backup, and find out who had the "
                     "owner's password."))


Check = Callable[[Config], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (disk, secrets, version, schemas, chinese, roles, clock, document_fonts, trail)
