"""Chance with a name: the same name gives the same draws in every process and Python version."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws for the demo, built on `random.random()` alone, whose sequence Python keeps stable."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._next = random.Random(name).random  # noqa: S311  (no secret is made here)

    def fork(self, name: str) -> "Chance":
        """Independent draws for one purpose, so that a change in one place does not move all others."""
        return Chance(f"{self._name}/{name}")

    def real(self) -> float:
        """A number in [0, 1)."""
        return self._next()

    def hit(self, probability: float) -> bool:
        return self._next() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._next() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._next() * len(choices))]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """One of (value, weight) pairs."""
        left = self._next() * sum(weight for _, weight in choices)
        for value, weight in choices:
            left -= weight
            if left < 0:
                return value
        return choices[-1][0]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        keyed = [(self._next(), place) for place in range(len(items))]
        return [items[place] for _, place in sorted(keyed)]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        return self.shuffled(items)[:count]

    def heavy(self, median: float, spread: float) -> float:
        """A long-tailed size (log-normal by Box-Muller)."""
        angle, radius = 2 * math.pi * self._next(), math.sqrt(-2 * math.log(1 - self._next()))
        return median * math.exp(spread * radius * math.cos(angle))


def apportion(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Whole numbers that sum to total exactly, at least `least` each, in proportion to the weights.

    Largest remainders; raises ValueError when the total cannot give everyone the least.
    """
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"{total} cannot be shared among {len(weights)} with at least {least} each")
    scale = spare / (sum(weights) or 1)
    shares = [weight * scale for weight in weights]
    whole = [math.floor(share) for share in shares]
    order = sorted(range(len(weights)), key=lambda place: (whole[place] - shares[place], place))
    for place in order[: spare - sum(whole)]:
        whole[place] += 1
    return [least + number for number in whole]
