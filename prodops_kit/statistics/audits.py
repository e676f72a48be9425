"""What a tagger gets right, and shares corrected for what it gets wrong, from things that people looked at.

Of the audited things `right` have a theme and were given it, `wrong` were given it and have it not, `missed` have it
and were not given it.
"""

from __future__ import annotations

from math import sqrt

from prodops_kit.statistics import normal
from prodops_kit.statistics.proportions import Interval, wilson


def f1(right: int, wrong: int, missed: int, *, confidence: float = 0.95) -> Interval:
    """The interval of F1, where anything was given or missed.

    F1 rises with J, the part of all given or missed things that is right: F1 = 2J / (1 + J). J is a rate, so its score
    interval is taken and both ends are turned into F1.

    Source:
        Wilson (1927) for J; F1 of J after Jaccard (1912) and Dice (1945).

    >>> "{:.3f} {:.3f}".format(*f1(8, 1, 1))
    '0.658 0.971'
    """
    low, high = wilson(right, right + wrong + missed, confidence=confidence)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def correction(wrong: int, missed: int, audited: int, *, confidence: float = 0.95) -> Interval:
    """The interval of what the share lacks: the part missed less the part given wrongly.

    Source:
        Bonett, Price (2012), Journal of Educational and Behavioral Statistics 37, 479-488: one is added to either
        count, so that an audit without any fault does not claim to know the rate of faults.

    >>> "{:.4f} {:.4f}".format(*correction(1, 9, 98))
    '0.0139 0.1461'
    """
    less, more, n = (wrong + 1) / (audited + 2), (missed + 1) / (audited + 2), audited + 2
    apart = more - less
    reach = normal.quantile(confidence) * sqrt((more + less - apart * apart) / n)
    return apart - reach, apart + reach


def corrected(
    given: int, items: int, *, wrong: int, missed: int, audited: int, confidence: float = 0.95
) -> tuple[float, float, float]:
    """The share of a theme corrected by an audit, with its interval; each from 0 to 1.

    Share = given / items + (missed - wrong) / audited, with variance var(given) / items + var(correction) / audited.
    The first term stands for the items being drawn themselves, so the interval is one of the share among all whom they
    stand for, and it is judged by drawing items anew; it holds the share of these very items more often than it says.

    Args:
        given: Things that the tagger gave the theme.
        items: Things that it looked at.
        wrong: Audited things that were given it and have it not.
        missed: Audited things that have it and were not given it.
        audited: Things audited, drawn at random from those like `items`; two or more.
        confidence: Confidence level of the interval.

    Source:
        Cochran (1977), Sampling Techniques, section 7.2, the difference estimator; as an interval for things of which
        these are a sample: Angelopoulos et al. (2023), Prediction-powered inference, Science 382, 669-674.
    """
    share, apart = given / items, (missed - wrong) / audited
    spread = ((missed + wrong) / audited - apart * apart) * audited / (audited - 1)
    reach = normal.quantile(confidence) * sqrt(share * (1 - share) / items + spread / audited)
    point = share + apart
    return _share(point), _share(point - reach), _share(point + reach)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
