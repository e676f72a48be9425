"""What an analysis needs of many units: how many, their means, and how their columns vary together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from prodops_kit.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, means and covariances of the columns of some units; two such add up to those of all the units.

    Attributes:
        n: Units, 0 or more.
        mean: Mean of each column: outcome, then a ratio's denominator, then covariates.
        cov: Sample covariance (divisor n − 1) of each pair of columns; zeros while n is below 2.

    Source:
        Chan, Golub, LeVeque (1983), The American Statistician 37, 242-247, for the sum of two.
    """

    n: int
    mean: tuple[float, ...]
    cov: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, *columns: Sequence[float]) -> Moments:
        """Moments of columns of equal length, one value a unit.

        Raises:
            ParameterError: The columns differ in length, or there is none.

        >>> Moments.of([1, 2, 3, 6])
        Moments(n=4, mean=(3.0,), cov=((4.666666666666667,),))
        """
        if not columns or any(len(a) != len(b) for a, b in pairwise(columns)):
            raise ParameterError("Moments.of: give one or more columns of equal length.")
        n = len(columns[0])
        means = tuple(float(sum(column)) / n if n else 0.0 for column in columns)
        centred = [[value - mean for value in column] for column, mean in zip(columns, means, strict=True)]
        cov = tuple(
            tuple(sum(a * b for a, b in zip(one, other, strict=True)) / (n - 1) if n > 1 else 0.0 for other in centred)
            for one in centred
        )
        return cls(n, means, cov)

    @classmethod
    def of_proportion(cls, successes: int, n: int) -> Moments:
        """Moments of `n` units of which `successes` have the value 1 and the others 0.

        >>> Moments.of_proportion(1, 2) == Moments.of([0, 1])
        True
        """
        share = successes / n if n else 0.0
        return cls(n, (share,), ((share * (1 - share) * n / (n - 1) if n > 1 else 0.0,),))

    def __add__(self, other: Moments) -> Moments:
        if not self.n or not other.n:
            return self if self.n else other
        n, weight = self.n + other.n, self.n * other.n / (self.n + other.n)
        apart = [b - a for a, b in zip(self.mean, other.mean, strict=True)]
        mean = tuple(a + d * other.n / n for a, d in zip(self.mean, apart, strict=True))
        cov = tuple(
            tuple(
                ((self.n - 1) * self.cov[i][j] + (other.n - 1) * other.cov[i][j] + di * dj * weight) / (n - 1)
                for j, dj in enumerate(apart)
            )
            for i, di in enumerate(apart)
        )
        return Moments(n, mean, cov)

    def take(self, *places: int) -> Moments:
        """The moments of some of the columns, by place.

        >>> Moments.of([1, 2], [3, 5]).take(1)
        Moments(n=2, mean=(4.0,), cov=((2.0,),))
        """
        return Moments(
            self.n,
            tuple(self.mean[i] for i in places),
            tuple(tuple(self.cov[i][j] for j in places) for i in places),
        )
