"""Charges as finance or a vendor exports them: a plain list, or a FOCUS cost-and-usage file.

The money is what was billed, by the month of the billing period: cash. FOCUS also carries EffectiveCost, the
consumption; the two answer different questions and are never added.

Source: FinOps Open Cost and Usage Specification (FOCUS) 1.0, 1.2 and 1.4, FinOps Foundation, CC BY 4.0.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.readers import forms, header_of
from prodops_kit.readers.headers import plain
from prodops_kit.tables import Loaded, Table, column, read_table

UNCATEGORISED = "Uncategorised"
Day = date  # below, the name is a column
TAX = "Tax"


class Charges(Table):
    """One charge for a tool, as a ledger, a card or a vendor states it."""

    date: date = column(
        "day",
        "Day of the charge; it counts in this day's month",
        aliases=("charge date", "invoice date", "billing date", "transaction date", "posting date"),
    )
    tool: str = column(
        "text",
        "Product that was charged",
        aliases=("product", "app", "application", "software", "service", "merchant", "vendor", "supplier"),
    )
    amount: Decimal = column(
        "money",
        "Amount before tax; negative for a credit",
        aliases=("cost", "charge", "net amount", "total"),
        currency="currency",
    )
    vendor: str = column("text", "Company that sells the tool", aliases=("supplier", "merchant"), required=False)
    category: str = column("text", "Activity the tool serves", aliases=("activity",), required=False)
    currency: str = column("currency", "Currency of the amount; needed unless all amounts share the report's")
    invoice: str = column(
        "text", "Invoice number", aliases=("invoice number", "invoice no", "invoice id", "num"), required=False
    )
    team: str = column(
        "text", "Team that answers for the tool", aliases=("owner team", "department", "cost center"), required=False
    )
    period_start: Day = column(
        "day", "First day of what it pays for", aliases=("charge period start", "service start"), required=False
    )
    period_end: Day = column(
        "day", "First day after what it pays for", aliases=("charge period end", "service end"), required=False
    )

    covers = "date"
    reconciles = "amount"


class FocusCharges(Table):
    """One row of a FOCUS cost-and-usage file: a charge in a billing period."""

    billing_start: date = column("day", "First day of the billing period", aliases=("BillingPeriodStart",))
    billing_end: date = column("day", "First day after the billing period", aliases=("BillingPeriodEnd",))
    kind: str = column(
        "text",
        "What the charge is for; tax is kept apart, credits reduce the spend",
        aliases=("ChargeCategory",),
        options=("Usage", "Purchase", TAX, "Credit", "Adjustment"),
    )
    billed_cost: Decimal = column("money", "What is invoiced: cash", aliases=("BilledCost",), currency="currency")
    currency: str = column("currency", "Currency of the amount", aliases=("BillingCurrency",))
    tool: str = column("text", "Product that was charged", aliases=("ServiceName",), nullable=True)
    # Publisher and host are other companies than the provider, so they are no aliases of it.
    vendor: str = column("text", "Company that sells the service", aliases=("ServiceProviderName", "ProviderName"))
    category: str = column("text", "FOCUS service category", aliases=("ServiceCategory",), required=False)
    invoice: str = column("text", "Invoice number, from FOCUS 1.2", aliases=("InvoiceId",), required=False)
    period_start: date = column("day", "First day charged for", aliases=("ChargePeriodStart",), required=False)
    period_end: date = column("day", "First day after", aliases=("ChargePeriodEnd",), required=False)

    covers = "billing_end - 1"
    periods = ("billing_start", "billing_end")
    reconciles = "billed_cost"

    @classmethod
    def called(cls) -> str:
        """The same table as the plain list, in another layout."""
        return Charges.called()


def load_charges(
    path: str | Path | None, *, currency: str | None = None, money: str | None = None, dates: str | None = None
) -> Loaded:
    """Read charges and say which kind of file it is.

    Args:
        path: CSV file: FOCUS 1.0 to 1.4, or at least a date, a tool and an amount; None when there is none.
        currency: ISO 4217 code of the amounts where the file has no currency column.
        money: How amounts are written, `1,234.56` or `1.234,56`; proved from the file when None.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per charge: date, tool, amount, vendor, category, currency, invoice, team, kind (a FOCUS charge
        category, or `Charge`), period_start and period_end (what it pays for, the end exclusive), line. A FOCUS
        charge has the date on which its billing period starts.

    Raises:
        DataError: The file cannot be read as charges. Single bad rows are set aside and counted.
        ParameterError: The file has no currency column and `currency` is None.

    Example:
        charges = pk.tool_spend.load_charges("data/charges.csv", currency="USD")
    """
    if path is None:
        return _plain(Loaded.left_out(Charges, "charges_file is not set"))
    header = header_of(workbook.path(path), Charges, FocusCharges)
    known = {plain(text) for text in header}
    if "billedcost" in known:
        return _load_focus(path, known, dates)
    if "currency" not in known and currency is None:
        raise ParameterError(f"currency: {workbook.name(path)} has no currency column; name one, for example USD.")
    defaults = {"currency": currency} if currency else {}
    return _plain(read_table(path, Charges, layout="Date, tool, amount", defaults=defaults, money=money, dates=dates))


def _plain(charges: Loaded) -> Loaded:
    return charges.select(
        """
        from {rows}
        select date, tool, amount, vendor, coalesce(category, 'Uncategorised') as category, currency, invoice, team,
               'Charge' as kind, period_start, period_end, line
        """
    )


def _load_focus(path: str | Path, known: set[str], dates: str | None) -> Loaded:
    _check_focus(workbook.name(path), known)
    charges = read_table(path, FocusCharges, layout=_version(known), money=forms.POINT, dates=dates)
    return charges.warn(*_gaps(charges)).select(
        """
        from {rows}
        select billing_start as date, coalesce(tool, vendor) as tool, billed_cost as amount, vendor,
               coalesce(category, 'Uncategorised') as category, currency, invoice, null::varchar as team, kind,
               period_start, period_end, line
        """
    )


_PROVIDERS = ("ServiceProviderName", "ProviderName")
_NEEDED = ("BilledCost", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ServiceName")
_SINCE_1_2 = ("BillingAccountType", "SubAccountType", "InvoiceId", "PricingCurrency", "CapacityReservationId")
_SINCE_1_4 = ("InvoiceDetailId", "ContractApplied", "CommitmentProgramEligibilityDetails")


def _check_focus(name: str, known: set[str]) -> None:
    absent = [word for word in _NEEDED if plain(word) not in known]
    absent += [] if _has_any(known, _PROVIDERS) else [_PROVIDERS[-1]]
    if absent:
        raise DataError(
            f"{name}: has FOCUS columns but is no cost-and-usage file: {', '.join(absent)} not found. "
            f"Export the whole FOCUS table, with all its mandatory columns."
        )


def _version(known: set[str]) -> str:
    """The version by its columns: 1.3 renamed the provider and 1.4 dropped the old name."""
    if _has_any(known, _SINCE_1_4) or not _has_any(known, _PROVIDERS[-1:]):
        return "FOCUS 1.4"
    if _has_any(known, _PROVIDERS[:1]):
        return "FOCUS 1.3"
    return "FOCUS 1.2" if _has_any(known, _SINCE_1_2) else "FOCUS 1.0"


def _has_any(known: set[str], words: tuple[str, ...]) -> bool:
    return any(plain(word) in known for word in words)


def _gaps(charges: Loaded) -> list[str]:
    empty = charges.rows.query(
        """
        from {rows} select count(*) filter (tool is null) as services, count(*) filter (category is null) as categories
        """
    ).iloc[0]
    texts = {
        "services": "have no ServiceName and are named after the provider",
        "categories": f"have no ServiceCategory and are {UNCATEGORISED.lower()}",
    }
    return [f"{empty[name]:,} of {charges.source.used:,} rows {text}." for name, text in texts.items() if empty[name]]
