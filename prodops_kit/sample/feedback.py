"""Writes what feedback reads: 14 months of tickets, app reviews and a survey, notes of interviews, and the taxonomy.

Planted: a theme that rises, one that falls after it was mended, one that nobody has named yet, and one that only seems
to rise because in the last month more came from reviews, where it has always been common. Copies of texts, word for
word and nearly; personal data; items that praise one thing and complain of another; answers, decisions and days of
shipping; a theme that costs the score most; groups of stakeholders with pain of their own; rows that cannot be used.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from prodops_kit.periods import Period
from prodops_kit.sample import said, themes
from prodops_kit.sample.facts import Dice, Fact
from prodops_kit.sample.said import Said, address, name, segment, worth

QUESTION = "feedback"
CURRENCY = "USD"
REPEATED, UNDATED, EMPTY = 6, 2, 3  # tickets exported twice, answers without a day, answers without anything
NAMES = {"tickets": "tickets.csv", "survey": "survey.csv", "reviews": "reviews.tsv", "interviews": "interviews.csv"}

_TICKETS = (
    *("Id", "Requester", "Requester id", "Requester email", "Assignee", "Subject", "Description", "Tags", "Status"),
    *("Via", "Created at", "Updated at", "Satisfaction Score", "First reply time in minutes", "Segment", "ARR"),
    *("Currency", "Decision link", "Shipped at", "Ticket URL"),
)
_SURVEY = ("Response ID", "Created At", "Email", "Name", "NPS", "Comment", "Plan", "ARR", "Currency")
_REVIEWS = (
    *("Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device"),
    *("Review Submit Date and Time", "Review Submit Millis Since Epoch"),
    *("Review Last Update Date and Time", "Review Last Update Millis Since Epoch"),
    *("Star Rating", "Review Title", "Review Text"),
    *("Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link"),
)
_INTERVIEWS = ("Note ID", "Interview date", "Stakeholder group", "Participant", "Note", "Pain", "Link")


def write(folder: Path, *, month: Period, seed: int) -> tuple[list[str], list[Fact]]:
    """Write all files until `month`, and say what was planted."""
    rows = truth(month, seed)
    tickets, survey, reviews, notes = (_of(rows, source) for source in NAMES)
    files = {
        "feedback_tickets.csv": _table(_TICKETS, [*map(_ticket, tickets), *_odd_tickets(tickets, month)]).encode(),
        "feedback_reviews.tsv": codecs.BOM_UTF16_LE + _table(_REVIEWS, map(_review, reviews), "\t").encode("utf-16-le"),
        "feedback_survey.csv": _table(_SURVEY, [*map(_answer, survey), *_odd_answers(month)]).encode(),
        "feedback_interviews.csv": _table(_INTERVIEWS, map(_note, notes)).encode(),
        "feedback_taxonomy.yaml": themes.taxonomy(month).encode(),
    }
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return list(files), list(_facts(rows, month))


def truth(month: Period, seed: int) -> list[Said]:
    """Every dated row of the four files with what it was written for, copies among them, so that tests can measure."""
    dice = Dice(seed, QUESTION)
    return [*said.everything(month, dice), *said.interviews(month, dice)]


def _of(rows: Iterable[Said], source: str) -> list[Said]:
    return [row for row in rows if row.source == source]


def _table(header: Sequence[str], rows: Iterable[Sequence[object]], separator: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _ticket(row: Said) -> tuple[object, ...]:
    number, who = 40_000 + row.number, row.customer
    made = f"{row.day} {8 + row.number % 10:02d}:{row.number % 60:02d}"
    rated = {5: "Good", 1: "Bad", None: "Offered"}[row.score]
    person = (name(who), 7_000 + who, address(who), f"Person {200 + row.number % 7}")
    state = ("", "solved" if row.minutes else "open", "Chat", made, made)  # a chat has no subject
    paid = (segment(who), _money(worth(who)), CURRENCY)
    return (
        *(number, *person, "", row.text, *state),
        *(rated, "" if row.minutes is None else row.minutes, *paid, row.decision, row.shipped),
        f"https://help.example.com/tickets/{number}",
    )


def _odd_tickets(tickets: Sequence[Said], month: Period) -> Iterator[tuple[object, ...]]:
    """Rows exported twice, and one of tomorrow."""
    yield from map(_ticket, tickets[-REPEATED:])
    late = Said("tickets", 9_999, month.last_day + timedelta(days=3), "The clock of this desk is wrong.", frozenset())
    yield _ticket(Said(late.source, late.number, late.day, late.text, late.themes, customer=1001))


def _answer(row: Said) -> tuple[object, ...]:
    who = row.customer
    score = "" if row.score is None else row.score
    paid = (segment(who), _money(worth(who)), CURRENCY)
    return (f"R-{row.number:05d}", row.day, address(who), name(who), score, row.text, *paid)


def _odd_answers(month: Period) -> Iterator[tuple[object, ...]]:
    """Scores without words, then rows that cannot be used."""
    for ago in range(said.MONTHS):
        for place in range(said.SILENT):
            day, who = month.shift(-ago).start + timedelta(days=3 + 5 * place), 1001 + 17 * ago + place
            yield (
                f"S-{ago:02d}{place}",
                day,
                address(who),
                name(who),
                8,
                "",
                segment(who),
                _money(worth(who)),
                CURRENCY,
            )
    for place in range(UNDATED):
        yield (f"U-{place}", "", address(1001), name(1001), 7, "No day on this one.", "Club", "300.00", CURRENCY)
    for place in range(EMPTY):
        yield (f"E-{place}", month.last_day, address(1002), name(1002), "", "", "Club", "300.00", CURRENCY)


def _review(row: Said) -> tuple[object, ...]:
    stamp = f"{row.day}T{8 + row.number % 12:02d}:{row.number % 60:02d}:00Z"
    millis = (row.day - date(1970, 1, 1)).days * 86_400_000
    link = (
        f"https://play.google.com/console/developers/1/app/2/user-feedback/review-details?reviewId=rv{row.number:05d}"
    )
    app = ("com.example.shop", 300 + row.number // 400, f"4.{row.number // 400}", "en", f"device{row.number % 9}")
    return (*app, stamp, millis, stamp, millis, row.score, "", row.text, "", "", "", link)


def _note(row: Said) -> tuple[object, ...]:
    link = f"https://wiki.example.com/interviews/{row.number}"
    return (f"N-{row.number:02d}", row.day, row.group, name(row.customer), row.text, row.pain, link)


def _facts(rows: Sequence[Said], month: Period) -> Iterator[Fact]:
    distinct = [row for row in rows if not row.copy]
    yield from _counted(rows, month)
    yield Fact(QUESTION, "rising", themes.RISING)
    yield Fact(QUESTION, "falling", themes.FALLING, by=themes.fixed_on(month))
    yield Fact(QUESTION, "emerging", themes.LOCKER)
    yield Fact(QUESTION, "mix_shift", themes.MIXED_UP)
    for period in (month.previous, month):
        here = [row for row in distinct if row.day in period and not row.group]
        for theme in sorted({theme for row in here for theme in row.themes}):
            yield Fact(QUESTION, f"said in {period}", theme, sum(theme in row.themes for row in here))
    now = [row for row in distinct if row.day in month]
    yield from _followed(distinct, now, month)
    yield from _scored(_of(now, "survey"))
    for group, told in said.GROUPS.items():
        worst = max(told, key=lambda theme: sum(told[theme]))
        yield Fact(QUESTION, "most_painful", f"{group}: {worst}", sum(told[worst]))


def _counted(rows: Sequence[Said], month: Period) -> Iterator[Fact]:
    """What becomes of the rows of all four files."""
    copies = {kind: sum(row.copy == kind for row in rows) for kind in ("exact", "near")}
    silent = said.MONTHS * said.SILENT
    counts = {
        **copies,
        "items": len(rows) - sum(copies.values()),
        "repeated": REPEATED,
        "scores": silent,
        "empty": EMPTY,
        "undated": UNDATED,
        "future": 1,
        "rows": len(rows) + REPEATED + silent + EMPTY + UNDATED + 1,
    }
    for kind, quantity in counts.items():
        yield Fact(QUESTION, kind, month.text, quantity)
    yield Fact(QUESTION, "personal", month.text, sum(len(row.personal) for row in rows))
    yield Fact(QUESTION, "mixed", month.text, sum(row.mixed for row in rows))


def _followed(distinct: Sequence[Said], now: Sequence[Said], month: Period) -> Iterator[Fact]:
    yield Fact(QUESTION, "linked", month.text, sum(bool(row.decision) for row in now))
    days = [row.minutes // 1440 for row in distinct if row.minutes and _answered(row) in month]
    yield Fact(QUESTION, "responded", month.text, len(days))
    yield Fact(QUESTION, "days_to_response", month.text, int(median(days)))
    shipped = [row for row in distinct if row.shipped]
    yield Fact(QUESTION, "shipped", "request.instalments", len(shipped), by=themes.shipped_on(month))
    told = {row.customer for row in shipped if row.minutes and _answered(row).isoformat() >= row.shipped}
    yield Fact(QUESTION, "told", "request.instalments", len(told), by=themes.shipped_on(month))


def _answered(row: Said) -> date:
    return row.day + timedelta(days=(row.minutes or 0) // 1440)


def _scored(answers: Sequence[Said]) -> Iterator[Fact]:
    scores = [row.score for row in answers if row.score is not None] + [8] * said.SILENT
    month = f"{answers[0].day:%Y-%m}"
    yield Fact(QUESTION, "nps_answers", month, len(scores))
    yield Fact(QUESTION, "nps_promoters", month, sum(score >= 9 for score in scores))
    yield Fact(QUESTION, "nps_detractors", month, sum(score <= 6 for score in scores))
    yield Fact(QUESTION, "costs_most", "refund")
