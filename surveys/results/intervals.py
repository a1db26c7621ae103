"""How far a share of the answers may be from the share of the people, by chance alone."""

from __future__ import annotations

from math import sqrt

# The normal deviate of a 95 percent interval.
Z = 1.959964


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 percent interval of `count` of `n`, as shares from 0 to 1 (Wilson 1927, no correction).

    It stays inside 0 and 1 and is of use for small numbers too. Raises ValueError unless
    0 <= count <= n and n is not 0. It speaks of chance only, not of who chose to answer.
    """
    if not 0 <= count <= n or not n:
        raise ValueError(f"{count} of {n} is no share")
    share, square = count / n, Z * Z
    middle = share + square / (2 * n)
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    whole = 1 + square / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
