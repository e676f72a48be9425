"""What tests of the salary wing share: small files in a workbook, and a benchmark in one line."""

from __future__ import annotations

import pytest

import prodops_kit as pk
from prodops_kit import salary
from prodops_kit.show import text

HEAD = "source,as_of,job,level,area,currency,basis,period,organisations,people,largest_share,p10,p25,p50,p75,p90"
HEADERS = {
    "bands": "role,level,area,minimum,midpoint,maximum,currency",
    "staff": "person_key,role,level,area,base_pay,currency,fte",
    "offers": "offer_id,role,level,area,base_pay,currency,date,outcome",
    "requisitions": "requisition_id,role,level,area,opened,filled,cancelled,budget,currency",
}
MATCH = "role,level,source,source_job,source_level,duties_share,quality,level_adjustment,note"


def survey(source="First", as_of="2026-05-31", p50=100_000, organisations=30, people=400, area="National", **more):
    """One line of a survey; percentiles are those of a lognormal with sigma 0.2."""
    said = {
        "job": "PO",
        "level": "manager",
        "currency": "USD",
        "basis": "base",
        "period": "annual",
        "share": 0.1,
    } | more
    pays = said.get("pays") or [round(p50 * factor) for factor in (0.774, 0.874, 1, 1.144, 1.292)]
    who = f"{source},{as_of},{said['job']},{said['level']},{area},{said['currency']},{said['basis']},{said['period']}"
    return f"{who},{organisations},{people},{said['share']},{','.join(map(str, pays))}"


MONTH = "2026-10"
TWO = (survey("First", p50=100_000), survey("Second", p50=102_000, people=300))


@pytest.fixture
def written(workbook_here):
    """A function that writes a file below data/ and gives its path."""

    def write(name: str, *lines: str) -> str:
        (workbook_here.root / "data" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return f"data/{name}"

    return write


@pytest.fixture
def benchmarked(written):
    """A benchmark of lines of a survey; every source matches the manager of product operations with quality 5."""

    def make(*lines: str, matches: tuple[str, ...] = (), geo: tuple[str, ...] = (), **more):
        market = pk.salary.load_market(written("market.csv", HEAD, *lines) if lines else None)
        sources = dict.fromkeys(line.split(",")[0] for line in lines)
        own = [f"Product operations,manager,{source},PO,manager,0.9,5,," for source in sources]
        found = pk.salary.load_matches(written("matches.csv", MATCH, *(matches or own)) if lines else None)
        if geo:
            more["geo"] = pk.salary.load_geo(written("geo.csv", "area,factor", *geo))
        return pk.salary.benchmark(market, found, **{"month": "2026-10", "currency": "USD"} | more)

    return make


@pytest.fixture
def own(workbook_here):
    """Load one of the company's files from its rows; another header brings other columns."""

    def load(name, *rows, header=None, **options):
        path = workbook_here.root / "data" / f"{name}.csv"
        path.write_text("\n".join([header or HEADERS[name], *rows]) + "\n", encoding="utf-8")
        return getattr(salary, f"load_{name}")(f"data/{name}.csv", **options)

    return load


def band(level="manager", low=80_000, middle=100_000, high=120_000, role="Product operations", area="National"):
    return f"{role},{level},{area},{low},{middle},{high},USD"


def opened(number, filled="", budget="95000", opened="2026-08-01", level="manager"):
    return f"R-{number},Product operations,{level},National,{opened},{filled},,{budget},USD"


@pytest.fixture(scope="module")
def made():
    """Benchmarks that a test before made of the same lines."""
    return {}


@pytest.fixture
def reviewed(benchmarked, own, made):
    """A review of lines of a survey and of the company's files."""

    def of(lines):
        if lines not in made:
            made[lines] = benchmarked(*lines)
        return made[lines]

    def make(*lines, bands=(), staff=(), offers=(), requisitions=(), benchmark=None, month=MONTH, **more):
        files = {"bands": bands, "staff": staff, "offers": offers, "requisitions": requisitions}
        loaded = {name: own(name, *rows) for name, rows in files.items() if rows}
        return pk.salary.review(benchmark or of(lines), month=month, **loaded, **more)

    return make


def said(sentence):
    return text.plain(sentence)
