"""A declared table finds its columns, proves its forms, and counts everything that is set aside."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit import workbook
from prodops_kit.errors import DataError, KitError, ParameterError
from prodops_kit.money import Money
from prodops_kit.results import Rejected
from prodops_kit.tables import Loaded, Table, column, dictionary, read_table

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


class Bills(Table):
    """One bill."""

    day: date = column("day", "Day of the bill", aliases=("Bill Date",))
    tool: str = column("text", "Product", aliases=("App", "Product"))
    amount: Decimal = column("money", "Amount before tax", currency="currency")
    currency: str = column("currency", "Currency of the amount")
    kind: str = column("text", "Kind of bill", required=False, options=("Seat", "Usage"))

    covers = "day"
    reconciles = "amount"


class Terms(Table):
    """One billing period."""

    start: date = column("day", "First day")
    end: date = column("day", "First day after")

    periods = ("start", "end")


@pytest.fixture
def write(workbook_here):
    def file(text: str | bytes, name: str = "bills.csv") -> Path:
        path = workbook_here.root / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return file


@pytest.fixture
def bills(write):
    def load(*lines: str, header: str = "day,tool,amount,currency", **options: str) -> Loaded:
        return read_table(write("\n".join([header, *lines]) + "\n"), Bills, **options)

    return load


def test_a_file_becomes_typed_rows_with_their_lines(bills):
    loaded = bills("2026-10-01, Chat ,12.5,usd", "", "2026-10-31,Wiki,-3,USD")

    assert loaded.rows.frame().to_dict("records") == [
        {
            "day": date(2026, 10, 1),
            "tool": "Chat",
            "amount": Decimal("12.5"),
            "currency": "USD",
            "kind": None,
            "line": 2,
        },
        {"day": date(2026, 10, 31), "tool": "Wiki", "amount": Decimal(-3), "currency": "USD", "kind": None, "line": 4},
    ]
    assert loaded.source.newest == date(2026, 10, 31)
    assert loaded.source.money == (Money(950, "USD"),)  # 12.50 - 3.00
    assert (loaded.source.rows, loaded.source.used, loaded.source.rejected) == (2, 2, 0)


def test_bad_rows_are_set_aside_with_line_column_and_reason_but_never_their_content(bills):
    loaded = bills(
        "2026-10-01,Chat,1,USD",
        "secret,Chat,1,USD",
        "2026-10-01,,2,USD",
        "2026-10-01,Chat,secret,USD",
        "2026-10-01,Chat,4,XYZ",
        "2026-10-01,Chat",
        "2026-10-01,Chat,5,USD,more",
        '2026-10-01,"Ch"at,6,USD',
        "2026-10-01,Chat,€7,USD",
        "2026-02-30,Chat,8,USD",
    )
    assert loaded.rejects[["line", "column", "reason"]].values.tolist() == [
        [3, "day", "'day' is not a day written as year-month-day"],
        [4, "tool", "'tool' is empty"],
        [5, "amount", "'amount' is not an amount written as 1,234.56"],
        [6, "currency", "'currency' is not an ISO 4217 code"],
        [7, "", "the row has fewer cells than the header"],
        [8, "", "the row has more cells than the header"],
        [9, "", "a quote inside a quoted cell is not doubled"],
        [10, "amount", "'amount' names another currency than its row"],
        [11, "day", "'day' is not a day written as year-month-day"],
    ]
    assert (loaded.source.rows, loaded.source.used, loaded.source.rejected) == (10, 1, 9)
    assert Rejected("'day' is not a day written as year-month-day", 2, (3, 11)) in loaded.source.reasons
    assert loaded.set_aside == (Money(1800, "USD"),)  # 1 + 2 + 7 + 8: amounts that set-aside rows state
    assert not loaded.rejects["reason"].str.contains("secret").any()


def test_headers_match_by_alias_case_blanks_mark_and_star(write):
    path = write("\ufeff *Bill   DATE ;app;Amount; CURRENCY;Unknown\r\n2026-10-01;Chat;1;USD;x\r\n")
    assert len(read_table(path, Bills).rows) == 1


def test_everything_wrong_with_a_header_is_one_message(write):
    path = write("Day,App,app,Amuont\n2026-10-01,a,b,1\n")
    with pytest.raises(DataError) as refused:
        read_table(path, Bills)
    assert str(refused.value) == (
        "bills.csv: headers 'App' and 'app' are the same; rename one of them.\n"
        "bills.csv: no column for amount, currency. It has Day, App, app, Amuont. "
        "Rename or add the columns in the export. Did you mean 'Amuont' for amount?"
    )


def test_a_second_fitting_column_is_said(bills):
    loaded = bills("2026-10-01,Chat,1,USD,x", header="day,App,amount,currency,Product")
    assert loaded.source.warnings == ("'App' was read as tool; 'Product' would fit too.",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "bills.csv: empty; export it again, with a header in its first line."),
        (b"\n \n;\n", "bills.csv: empty; export it again, with a header in its first line."),
        (
            b"day,tool,amount,currency\n2026-10-01,Caf\xe9\x81,1,USD\n",
            "bills.csv: line 2 is not UTF-8 text. Save the file as 'CSV UTF-8 (comma delimited)' and run again.",
        ),
        (
            b'day,tool,amount,currency\n2026-10-01,"Chat,1,USD\n2026-10-02,Chat,1,USD\n',
            "bills.csv: a quote opened on line 2 is never closed, so the rows after it cannot be told apart. "
            "Close or double the quote, or export the file again.",
        ),
        (
            b"day,tool,amount,currency\n",
            "bills.csv: a header and no rows; export it again with the bills it should hold.",
        ),
        (
            b"day,tool,amount,currency\n2026-10-01,,1,USD\n2026-10-02,,1,USD\n",
            "bills.csv: none of its 2 rows can be used. Lines 2, 3: 'tool' is empty. Correct the export and run again.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_full(write, content, said):
    with pytest.raises(DataError) as refused:
        read_table(write(content), Bills)
    assert str(refused.value) == said


def test_a_missing_file_names_the_one_that_was_meant(write):
    write("x", "bills.csv")
    with pytest.raises(DataError) as refused:
        read_table("bils.csv", Bills)
    assert str(refused.value) == (
        "bils.csv: no such file; put the export there or change its path in the parameters file. "
        "Did you mean 'bills.csv'?"
    )


def test_a_folder_is_no_file(workbook_here):
    with pytest.raises(
        DataError, match=r"^data: a folder, not a file; name a file inside it in the parameters file\.$"
    ):
        read_table("data", Bills)


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1,234.56", "1,234"], ["1234.56", "1234"]),  # the first proves the point, the second follows
        (["1.234,56", "1.234"], ["1234.56", "1234"]),
        (["$10,100.00 ", "(500.25)", "$(2.00)", "3.50-", "-$4.00", "1 234.50", "USD 7.10", "7.10 USD"],
         ["10100", "-500.25", None, "-3.5", "-4", "1234.5", "7.1", "7.1"]),
        (["0,125", "12"], ["0.125", "12"]),
        (["1e-05", "8E2"], ["0.00001", "800"]),
        (["12,34,567.00"], ["1234567"]),
        (["5", "−6", "(-7)", "--8", "(9", "1,2,3.0"], ["5", "-6", None, None, None, None]),
    ],
)  # fmt: skip
def test_amounts_are_read_in_the_notation_that_the_column_proves(bills, cells, amounts):
    loaded = bills(*(f'2026-10-01,Chat,"{cell}",USD' for cell in cells))
    found = dict(zip(loaded.rows.frame()["line"], loaded.rows.frame()["amount"], strict=True))

    assert [found.get(line) for line in range(2, len(cells) + 2)] == [a and Decimal(a) for a in amounts]


def test_a_column_that_no_cell_proves_is_refused_with_the_edit_that_mends_it(bills):
    rows = ['2026-10-01,Chat,"1,234",USD', '2026-10-01,Chat,"2,345",USD']
    with pytest.raises(DataError) as refused:
        bills(*rows)
    assert str(refused.value) == (
        "bills.csv: 'amount' can be read as 1,234.56 and as 1.234,56 (line 2), and no cell tells which; "
        "write one amount with two decimals, or declare money='1,234.56'."
    )
    assert bills(*rows, money="1.234,56").source.money == (Money(358, "USD"),)  # 1.234 + 2.345 = 3.579
    assert bills(*rows, money="1,234.56").source.money == (Money(357_900, "USD"),)


def test_two_notations_in_one_column_are_refused(bills):
    with pytest.raises(DataError, match=r"is written as 1,234\.56 on line 2 and as 1\.234,56 on line 3; use one"):
        bills('2026-10-01,Chat,"1,234.50",USD', '2026-10-01,Chat,"1.234,50",USD')


def test_an_amount_finer_than_twelve_decimals_is_counted(bills):
    loaded = bills("2026-10-01,Chat,0.1234567890123,USD")
    assert loaded.source.warnings == ("'amount': 1 amounts have more than 12 decimals and were rounded to 12.",)


@QUICK
@given(
    days=st.lists(st.dates(date(2000, 1, 1), date(2068, 12, 31)), min_size=1, max_size=8),
    form=st.sampled_from(["%m/%d/%Y", "%d.%m.%Y", "%m/%d/%y", "%d-%m-%y", "%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d 00:00"]),
)
def test_days_are_read_back_in_the_order_that_they_prove(bills, days, form):
    days = [*days, date(2026, 10, 31)]  # 31 proves the order
    loaded = bills(*(f"{day.strftime(form)},Chat,1,USD" for day in days))

    assert list(loaded.rows.frame()["day"]) == days


@QUICK
@given(days=st.lists(st.dates(date(2000, 1, 1), date(2068, 12, 31)).filter(lambda day: day.day <= 12), min_size=1))
def test_days_that_prove_no_order_are_refused(bills, days):
    with pytest.raises(DataError, match="can be read as month/day/year and as day/month/year"):
        bills(*(f"{day:%m/%d/%Y},Chat,1,USD" for day in days))


def test_billing_periods_of_one_month_prove_the_order(write):
    terms = read_table(write("start,end\n4/1/25,5/1/25\n12/1/25,1/1/26\n"), Terms).rows.frame()
    assert list(terms["start"]) == [date(2025, 4, 1), date(2025, 12, 1)]
    assert list(terms["end"]) == [date(2025, 5, 1), date(2026, 1, 1)]


def test_periods_that_are_no_months_prove_nothing(write):
    path = write("start,end\n4/1/25,5/1/25\n1/4/25,1/5/25\n")
    with pytest.raises(DataError) as refused:
        read_table(path, Terms)
    assert str(refused.value) == (
        "bills.csv: days in 'start' can be read as month/day/year and as day/month/year (line 2): no number is above "
        "12; write them as 2026-10-31, or declare dates='mdy' or dates='dmy'."
    )
    assert len(read_table(path, Terms, dates="dmy").rows) == 2


def test_a_form_that_does_not_exist_is_refused(write):
    with pytest.raises(ParameterError, match="dates: 'ymd' is not an order; write iso, mdy, dmy"):
        read_table(write("x"), Bills, dates="ymd")


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@QUICK
@given(st.lists(CELL, min_size=1, max_size=12))
def test_any_text_comes_back_from_the_line_it_starts_on(write, texts):
    out, lines = io.StringIO(newline=""), []
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["tool", "day", "amount", "currency"])
    for text in texts:
        lines.append(len(io.StringIO(out.getvalue(), newline="").readlines()) + 1)
        writer.writerow([f"x {text}", "2026-10-01", "1", "USD"])
    loaded = read_table(write(out.getvalue()), Bills)

    assert list(loaded.rows.frame()["line"]) == lines
    kept = ["".join(tool.split()) for tool in loaded.rows.frame()["tool"]]
    assert kept == ["".join(f"x {text}".replace("\ufeff", "").split()) for text in texts]


@QUICK
@given(st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=7), min_size=1, max_size=30), st.booleans())
def test_money_in_is_money_out_in_either_notation(bills, amounts, comma):
    def text(amount: Decimal) -> str:
        return f"{amount:,.7f}".translate(str.maketrans(",.", ".,")) if comma else f"{amount:,.7f}"

    loaded = bills(*(f'2026-10-01,Chat,"{text(amount)}",USD' for amount in amounts))

    assert sum(loaded.rows.frame()["amount"]) == sum(amounts)


@QUICK
@given(st.binary(max_size=300) | st.text('day,tool;amount"\n\t2026-1$€.()', max_size=300).map(str.encode))
def test_no_file_makes_a_traceback(write, content):
    for start in (b"", b"day,tool,amount,currency\n"):
        try:
            loaded = read_table(write(start + content), Bills)
        except KitError:
            continue
        assert loaded.source.rows == loaded.source.used + loaded.source.rejected


def test_rows_can_be_set_aside_by_a_condition_and_stay_counted(bills):
    loaded = bills("2026-10-01,Chat,1,USD", "2026-10-01,Chat,-2,USD", "2026-10-01,Chat,-3,USD")
    left = loaded.reject("amount < 0", reason="amount is below 0; ask for the invoice", column="amount")

    assert (left.source.rows, left.source.used, left.source.rejected) == (3, 1, 2)
    assert left.rejects.values.tolist()[0] == ["bills.csv", 3, "amount", "amount is below 0; ask for the invoice"]
    assert (left.source.money, left.set_aside) == ((Money(100, "USD"),), (Money(-500, "USD"),))
    assert loaded.source.used == 3  # the first value is unchanged


def test_an_input_left_out_is_empty_with_its_reason():
    absent = Loaded.left_out(Bills, "bills_file is not set")

    assert list(absent.rows.frame().columns) == ["day", "tool", "amount", "currency", "kind", "line"]
    assert (absent.source.table, absent.source.absent) == ("bills", "bills_file is not set")


def test_the_runner_is_told_of_every_file(write, monkeypatch, tmp_path):
    monkeypatch.setenv(workbook.RUN_VARIABLE, str(tmp_path))
    path = write("day,tool,amount,currency\n2026-10-01,Chat,1,USD\n,Chat,1,USD\n")
    read_table("bills.csv", Bills)

    told = json.loads((tmp_path / "inputs.jsonl").read_text().splitlines()[-1])
    expected = {"table": "bills", "path": "bills.csv", "sha256": workbook.sha256(path), "rows": 2, "used": 1}
    assert told == expected | {"rejected": 1, "newest": "2026-10-01"}


def test_the_declaration_is_the_data_dictionary():
    assert dictionary(Bills).splitlines() == [
        "**bills**: One bill.",
        "",
        "| column | kind | needed | meaning | values | also found as |",
        "|---|---|---|---|---|---|",
        "| day | day | yes | Day of the bill |  | Bill Date |",
        "| tool | text | yes | Product |  | App, Product |",
        "| amount | money | yes | Amount before tax |  |  |",
        "| currency | currency | yes | Currency of the amount |  |  |",
        "| kind | text | no | Kind of bill | Seat, Usage |  |",
    ]
