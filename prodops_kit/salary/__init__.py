"""What to pay: market against bands, how sure, and nothing that tells one person's pay.

One row of a market table is what one source says of one job at one level in one area. `load_market` and
`load_matches` read and check; `benchmark` says what the market pays for each role, level and area, and how sure;
`review` holds bands, offers and open positions against it and says what to decide.
"""

from prodops_kit.salary.ageing import age
from prodops_kit.salary.bands import Bands, load_bands
from prodops_kit.salary.benchmarking import Benchmark, benchmark
from prodops_kit.salary.cells import Limits, Released
from prodops_kit.salary.decomposition import three_fold, two_fold
from prodops_kit.salary.equity import gaps, gaps_at_quantiles, with_and_without
from prodops_kit.salary.equity_review import EquityReview, review_equity
from prodops_kit.salary.geography import derive_geo
from prodops_kit.salary.hiring import Offers, Requisitions, load_offers, load_requisitions
from prodops_kit.salary.lognormal import Lognormal, fit_lognormal, fit_range
from prodops_kit.salary.market import Market, Markets, load_market
from prodops_kit.salary.matches import (
    Ageing,
    Geo,
    Matches,
    Openings,
    Policy,
    Weights,
    load_ageing,
    load_geo,
    load_matches,
    load_openings,
    load_policy,
    load_weights,
)
from prodops_kit.salary.offers import acceptance, place_offers
from prodops_kit.salary.people import People, load_people
from prodops_kit.salary.plan import offer_sheet, plan_cost
from prodops_kit.salary.positions import Position, position
from prodops_kit.salary.progression import band_steps, staff_steps, years_flags
from prodops_kit.salary.releases import release
from prodops_kit.salary.review import SalaryReview, review
from prodops_kit.salary.rules import Rules
from prodops_kit.salary.staff import Staff, load_staff
from prodops_kit.salary.suppression import suppress
from prodops_kit.salary.time_to_fill import fill_time

__all__ = [
    "Ageing",
    "Bands",
    "Benchmark",
    "EquityReview",
    "Geo",
    "Limits",
    "Lognormal",
    "Market",
    "Markets",
    "Matches",
    "Offers",
    "Openings",
    "People",
    "Policy",
    "Position",
    "Released",
    "Requisitions",
    "Rules",
    "SalaryReview",
    "Staff",
    "Weights",
    "acceptance",
    "age",
    "band_steps",
    "benchmark",
    "derive_geo",
    "fill_time",
    "fit_lognormal",
    "fit_range",
    "gaps",
    "gaps_at_quantiles",
    "load_ageing",
    "load_bands",
    "load_geo",
    "load_market",
    "load_matches",
    "load_offers",
    "load_openings",
    "load_people",
    "load_policy",
    "load_requisitions",
    "load_staff",
    "load_weights",
    "offer_sheet",
    "place_offers",
    "plan_cost",
    "position",
    "release",
    "review",
    "review_equity",
    "staff_steps",
    "suppress",
    "three_fold",
    "two_fold",
    "with_and_without",
    "years_flags",
]
