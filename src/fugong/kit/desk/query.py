"""A list's question: what the address asks for, turned into a query; and the address of the next question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, DateField, F, ForeignKey, Func, IntegerField, Model, OrderBy, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.sql.where import WhereNode
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.kit.actor import Actor
from fugong.kit.crypto import SealedField
from fugong.kit.desk.declaration import Desk
from fugong.kit.errors import Refused
from fugong.kit.keys import Among
from fugong.kit.text import bigrams, normal

PAGE_SIZE = 50
CAP = 10_000
SAMPLE, RARE = 2_000, 0.05  # words are rare if fewer than this share of so many rows have them
YES_NO = (("1", gettext_lazy("yes")), ("0", gettext_lazy("no")))


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter as the page shows it."""

    name: str
    label: Any
    options: list[tuple[str, Any]]
    value: str
    kind: str = "select"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked of a list: words, filters, order, page. Unknown values are named in `notes`."""

    words: str
    filters: tuple[Filter, ...]
    sort: str
    page: int
    notes: tuple[str, ...]

    def address(self, **changes: Any) -> str:
        """The query string of the same question with some of it changed."""
        asked = QueryDict(mutable=True)
        if self.words:
            asked["q"] = self.words
        for item in self.filters:
            if item.value:
                asked[item.name] = item.value
        if self.sort:
            asked["sort"] = self.sort
        if self.page > 1:
            asked["page"] = str(self.page)
        for name, value in changes.items():
            asked.pop(name, None)
            if value:
                asked[name] = str(value)
        return "?" + asked.urlencode() if asked else "?"

    def conditions(self) -> list[str]:
        """What narrows the list, in words."""
        narrowed = [f"{item.label}：{dict(item.options).get(item.value, item.value)}" for item in self.filters if item.value]
        return [*narrowed, self.words] if self.words else narrowed


def field_of(desk: Desk, name: str) -> Any:
    """The field that a filter's name or path leads to."""
    model: Any = desk.model
    *parents, last = name.split("__")
    for parent in parents:
        model = model._meta.get_field(parent).related_model
    return model._meta.get_field(last)


def options(desk: Desk, name: str, actor: Actor) -> list[tuple[str, Any]]:
    """What a filter offers; nothing where the actor may not see what there is to choose from."""
    field = field_of(desk, name)
    if isinstance(field, BooleanField):
        return list(YES_NO)
    if isinstance(field, ForeignKey):
        try:
            rows = desk.choices[name](actor)
        except Refused as refused:
            if refused.status != 403:
                raise
            return []
        return [(str(row.pk), str(row)) for row in rows.select_related(None).order_by("name_sort", "pk")[:500]]
    return [(str(value), label) for value, label in field.choices or ()]


def ask(desk: Desk, actor: Actor, asked: Mapping[str, str], *, offered: bool = True) -> Question:
    """Read an address. Values that are no option are left out and said so.

    offered: whether the filters are shown with all that they offer; else only those asked for look their options up.
    """
    notes, filters = [], []
    for name in desk.filters:
        field, value = field_of(desk, name), asked.get(name, "")
        label, dated = field.verbose_name, isinstance(field, DateField)
        known = [] if dated or not (value or offered) else options(desk, name, actor)
        if value and not (_is_day(value) if dated else value in {code for code, _label in known}):
            notes.append(_("The filter “%(name)s” has no such value and was left out.") % {"name": label})
            value = ""
        filters.append(Filter(name, label, known, value, "date" if dated else "select"))
    sortable = {key for column in desk.columns if column.sort for key in (column.name, f"-{column.name}")}
    sort = asked.get("sort", "")
    page = asked.get("page", "1")
    last = CAP // PAGE_SIZE
    number = min(max(int(page), 1), last) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Question(normal(asked.get("q", ""))[:60], tuple(filters), sort if sort in sortable else "", number,
                    tuple(notes))


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def matching(rows: QuerySet[Any], words: str, where: str = "", *, indexed: bool = True) -> QuerySet[Any]:
    """Rows whose search text (at the path `where`) has every word.

    indexed: look up all pairs of neighbouring characters of the words in one index first, which is right for rare words.
    Words are looked for by position, not by LIKE, which the planner always takes for rare.
    """
    pairs = bigrams(words.lower())
    if pairs and indexed:
        rows = rows.filter(**{f"{where}bigrams__contains": pairs})
    places = _places((word for word in words.lower().split() if len(word) != 2 or not indexed), where)
    return rows.alias(**places).filter(_all_there(places))


def _holders(model: type[Model], where: str) -> QuerySet[Any]:
    """All rows that hold the text at a path such as "unit__"."""
    for step in where.split("__")[:-1]:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model._default_manager.order_by()


def _places(words: Iterable[str], where: str) -> dict[str, StrIndex]:
    """Where in the search text each word stands, counted from 1; 0 = nowhere."""
    return {f"at_{number}": StrIndex(f"{where}search", Value(word)) for number, word in enumerate(words)}


def _all_there(places: Iterable[str]) -> Q:
    return Q(**{f"{place}__gt": 0 for place in places})


# How many pairs a text has: looked at so that rows are read as they were written, where an index would give the first names.
_PAIRS = Func("bigrams", function="cardinality", output_field=IntegerField())


def rare(desk: Desk, words: str) -> bool:
    """Whether few have the words, judged by some of the rows that hold the text. It decides how they are found, never what.

    The planner cannot know: it would walk a hundred thousand names in order for a word that only the last ones have.
    """
    if not desk.search or not bigrams(words.lower()):
        return False
    places = {"pairs": _PAIRS, **_places(words.lower().split(), "")}
    counted = _holders(desk.model, desk.search_in).annotate(**places)[:SAMPLE].aggregate(
        all=Count("pk"), found=Count("pk", filter=_all_there(places)))
    return bool(counted["found"] < counted["all"] * RARE)


def answer(desk: Desk, actor: Actor, question: Question) -> QuerySet[Any]:
    """All rows that fit the question, in its order."""
    return _answer(desk, actor, question, rare(desk, question.words))


def _answer(desk: Desk, actor: Actor, question: Question, looked_up: bool) -> QuerySet[Any]:
    rows = desk.rows(actor)
    words = question.words if desk.search else ""
    if looked_up and desk.search_in and not desk.one_each:
        rows = rows.filter(_of_holders(desk, matching(_holders(desk.model, desk.search_in), words)))
    elif words:
        rows = matching(rows, words, desk.search_in, indexed=looked_up)
    for item in question.filters:
        if item.value:
            boolean = isinstance(field_of(desk, item.name), BooleanField)
            rows = rows.filter(**{item.name: item.value == "1" if boolean else item.value})
    first, *others = order(desk, question.sort)
    # Rows that were found by the keys of own units are few: walking another order, each would be compared with every key.
    own = question.sort and desk.search_in and not desk.one_each and actor.reach in ("grid", "unit")
    return rows.order_by(sorted_by(first) if looked_up or own else first, *others)


def sorted_by(name: str) -> OrderBy:
    """The same order, said so that the few rows found are sorted and no index of the order is walked to find them."""
    field = name.removeprefix("-")
    return OrderBy(Coalesce(F(field), F(field)), descending=name.startswith("-"))


def lean(desk: Desk, rows: QuerySet[Any], shown: Iterable[str]) -> QuerySet[Any]:
    """Rows without what no cell shows: sealed values, each of which is opened, the texts of search, and of rows joined to
    them all but what the desk says that it reads.
    """
    return rows.defer(*(set(_unread(desk, rows.model, rows.query.select_related)) - set(shown)))


def _unread(desk: Desk, model: type[Model], joined: Any, path: str = "") -> Iterator[str]:
    """The paths of such fields in a model and in the models that are read with it."""
    deeper = joined or {}
    for field in model._meta.concrete_fields:
        name = f"{path}{field.name}"
        kept = field.primary_key or field.name in deeper or name in desk.reads
        if isinstance(field, SealedField) or field.name in ("search", "bigrams") or (path and desk.reads and not kept):
            yield name
    for name, further in deeper.items():
        yield from _unread(desk, model._meta.get_field(name).related_model, further, f"{path}{name}__")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list: its rows, whether more follow, and how many there are in all, counted to one past the cap."""

    rows: list[Any]
    more: bool
    count: int


def page(desk: Desk, actor: Actor, question: Question, shown: Iterable[str] | None = None) -> Found:
    """The page asked for, of rows that hold what the columns `shown` show (None: all). Keys are found first, so that a far
    page reads only its own rows.
    """
    looked_up = rare(desk, question.words)
    rows = _answer(desk, actor, question, looked_up)
    start = (question.page - 1) * PAGE_SIZE
    try:
        if _at_once(desk, actor, question):
            keys, count = _walked(rows, start)
        else:
            many = question.words and desk.one_each and not looked_up and _many(desk, actor, question)
            keys, count = _counted(rows, start, CAP + 1 if many else None)
    except EmptyResultSet:
        keys, count = [], 0
    if shown is not None:
        rows = lean(desk, rows, shown)
    found = {row.pk: row for row in _of_keys(rows, keys)} if keys else {}
    return Found([found[key] for key in keys if key in found], count > start + PAGE_SIZE, count)


def _at_once(desk: Desk, actor: Actor, question: Question) -> bool:
    """Whether finding the page looks at about as many rows as counting all: words are looked for in each row of the list's
    own index; and of the few rows that a grid leaves, all are sorted or sifted.
    """
    if not desk.search_in:
        return bool(question.words)
    sifted = question.page > 1 or any(item.value for item in question.filters)
    return actor.reach == "grid" and (desk.one_each or sifted)


def _of_keys(rows: QuerySet[Any], keys: list[Any]) -> QuerySet[Any]:
    """The rows of keys just found among `rows`, read as those are. Asked by nothing but their keys: with the conditions by
    which they were found, the planner looks those up once more.
    """
    plain = rows.order_by()
    plain.query.where = WhereNode()
    return plain.filter(pk__in=keys)


def _many(desk: Desk, actor: Actor, question: Question) -> bool:
    """Whether the first so many that have common words have more rows than are counted: shown by keys, without joining all
    rows. False where it cannot tell.
    """
    if actor.reach != "authority" or any(item.value for item in question.filters):
        return False
    holders = _holders(desk.model, desk.search_in).alias(pairs=_PAIRS).filter(pairs__gt=0)
    first = matching(holders, question.words, indexed=False)[: CAP + 1]
    return capped_count(desk.rows(actor).filter(_of_holders(desk, first))) > CAP


def _of_holders(desk: Desk, found: QuerySet[Any]) -> Among:
    """Rows of those that hold the text, by their keys."""
    return Among(desk.search_in.removesuffix("__"), found)


def _counted(rows: QuerySet[Any], start: int, known: int | None) -> tuple[list[Any], int]:
    """The keys of a page, and how many rows, unless known: counted by itself, in any order and without what only the order
    needs.
    """
    keys = list(rows.values_list("pk", flat=True)[start:start + PAGE_SIZE + 1])
    ended = 0 < len(keys) <= PAGE_SIZE or not (keys or start)
    return keys[:PAGE_SIZE], start + len(keys) if ended else known or capped_count(rows)


def _walked(rows: QuerySet[Any], start: int) -> tuple[list[Any], int]:
    """The same in one walk to the cap."""
    walk, values = rows.values("pk")[: CAP + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH walk AS MATERIALIZED ({walk}) "  # noqa: S608 - made by Django, its values apart
            "SELECT (SELECT count(*) FROM walk), ARRAY(SELECT pk FROM walk OFFSET %s LIMIT %s)",
            [*values, start, PAGE_SIZE])
        count, keys = cursor.fetchone()
    return keys, count


def order(desk: Desk, sort: str) -> Iterable[str]:
    """The order of a list; the key comes last so that pages never overlap."""
    if not sort:
        return desk.order
    column = next(c for c in desk.columns if c.name == sort.lstrip("-"))
    sign = "-" if sort.startswith("-") else ""
    return (sign + column.sort, sign + "id")


def capped_count(rows: QuerySet[Any]) -> int:
    """How many rows, but never counting further than one past the cap."""
    return rows.order_by().values("pk")[: CAP + 1].count()


def count_label(count: int) -> str:
    """The number of rows as a person reads it: "10,000+" past the cap."""
    return f"{CAP:,}+" if count > CAP else f"{count:,}"
