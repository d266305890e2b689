"""Made-up packs for the laws: lists over the real catalogue, included only downwards, so never in a circle."""

from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st

from fugong.kit import clock
from fugong.standards.rules import loading
from fugong.standards.rules.catalogue import Text, Value
from fugong.standards.rules.evaluation import Answer, ItemKey, Situation
from fugong.standards.rules.operators import Verdict
from fugong.standards.rules.packs import Condition, Item, Pack, RuleList

CATALOGUE = loading.shipped().catalogue
NOON: datetime = clock.at(clock.date(2020, 2, 17), 12)
NUMBERS = sorted(code for code, fact in CATALOGUE.facts.items() if fact.type == "number")[:4]
FLAGS = sorted(code for code, fact in CATALOGUE.facts.items() if fact.type == "yes_no")[:4]
CONTROLS = sorted(CATALOGUE.controls)[:6]
LISTS = ("a", "b", "c", "d")

small = st.integers(0, 4).map(Decimal)
conditions = st.one_of(
    st.builds(Condition, st.sampled_from(NUMBERS), st.sampled_from(("less", "at_most", "more", "at_least")), small),
    st.builds(Condition, st.sampled_from(FLAGS), st.just("is_true")),
)
texts = st.sampled_from([Text("甲", "first"), Text("乙", "second"), Text("丙", "third")])


@st.composite
def lists(draw: st.DrawFn, code: str, includable: tuple[str, ...]) -> RuleList:
    """A list that may include the lists after it."""
    items = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        kind = draw(st.sampled_from(("slot", "said", "asked", *(("list",) if includable else ()))))
        if kind == "slot":
            items.append(Item(number, None))
        elif kind == "list":
            items.append(Item(number, draw(texts), includes=draw(st.sampled_from(includable))))
        else:
            asked = tuple(draw(st.lists(conditions, min_size=1, max_size=2))) if kind == "asked" else ()
            evidence = draw(st.sampled_from(("statement", "document", "photo")))
            controls = tuple(draw(st.lists(st.sampled_from(CONTROLS), max_size=2, unique=True)))
            items.append(Item(number, draw(texts), evidence=evidence, conditions=asked, controls=controls))
    return RuleList(
        code, draw(texts), "must", draw(st.sampled_from(("enterprise", "worker"))), len(items), tuple(items),
        blocking=draw(st.booleans()),
    )


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A pack of some of the lists a, b, c, d."""
    kept = LISTS[draw(st.integers(0, 3)):]
    made = tuple(draw(lists(code, kept[index + 1:])) for index, code in enumerate(kept))
    return Pack("made", "1", Text("包", "pack"), Text("人", "issuer"), None, lists=made)


values: st.SearchStrategy[Value | None] = st.none() | small
facts = st.fixed_dictionaries(
    {**dict.fromkeys(NUMBERS, values), **dict.fromkeys(FLAGS, st.none() | st.booleans())}
)
answers = st.builds(
    Answer, st.sampled_from(Verdict), evidence=st.sampled_from(((), ("photo-1",))), note=st.just("")
)
keys: st.SearchStrategy[ItemKey] = st.tuples(st.sampled_from(LISTS), st.integers(1, 4))
situations = st.builds(
    Situation, at=st.just(NOON), facts=facts, answers=st.dictionaries(keys, answers, max_size=16)
)
