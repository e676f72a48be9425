"""Exports of feedback are read under the headers that products write, word for word, and told by check."""

from __future__ import annotations

from datetime import date

import pytest

from prodops_kit import intake
from prodops_kit.feedback import load_feedback
from prodops_kit.feedback.loading import COLUMNS

ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,"
    "Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,"
    "Due date,Initially assigned at,Solved at,Resolution time,Satisfaction Score,Group stations,Assignee stations,"
    "Reopens,Replies,First reply time in minutes,First reply time in minutes within business hours"
)
TICKET = (
    "1,{id},Person 001,77,,person001@example.com,example.com,Person 001,Person 900,Support,{subject},,Solved,,Mail,,"
    "2026-09-05 10:20,2026-09-06 10:20,,Example Co,,,2026-09-07 08:00,46,{rated},1,1,0,1,{minutes},100"
)
INTERCOM = (
    "message_id,message_body,message_type,message_created_at,message_author_type,message_author_id,"
    "message_author_user_id,message_author_name,message_author_email,message_author_companies,conversation_tags,"
    "conversation_id,conversation_state,conversation_created_at,conversation_first_response_at,conversation_closed_at,"
    "app_id,app_name"
)
PLAY = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,"
    "Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,"
    "Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,"
    "Developer Reply Text,Review Link"
)
REVIEW = (
    "com.example.shop,300,4.1,pt,a06,2026-08-05T14:40:32Z,1,2026-09-06T14:53:59Z,2,2,Slow,Very slow,"
    "2026-09-07T13:02:47Z,3,Thanks!,https://play.google.com/console/developers/1/app/2/user-feedback/review-details"
    "?reviewId=d2b07a18-68e9&corpus=PUBLIC_REVIEWS"
)
JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,Project lead,"
    "Project description,Project url,Priority,Resolution,Assignee,Reporter,Creator,Created,Updated,Last Viewed,"
    "Resolved,Component/s,Due Date,Votes,Labels,Labels,"
    "Description,Environment,Original Estimate,Remaining Estimate,Time Spent,"
    "Work Ratio"
)


def first(loaded, *names):
    row = loaded.rows.frame().to_dict("records")[0]
    return tuple(None if row[name] != row[name] else row[name] for name in names)


def recognised(path, layout):
    checked = intake.check_file(path)
    rows = load_feedback(path).source
    expected = f"{path} is feedback ({layout}): {rows.used} of {rows.rows} rows can be used."
    return checked.lines[0] == expected and checked.exit_code == 0


def test_zendesks_tickets_give_subject_satisfaction_and_the_day_of_the_first_answer(export):
    path = export(ZENDESK, TICKET.format(id=11, subject="Export fails", rated="Good", minutes=2900))
    found = load_feedback(path)

    assert first(found, "id", "created", "text", "customer", "status", "score", "scale", "responded") == (
        *("11", date(2026, 9, 5), "Export fails", "person001@example.com", "Solved", 5.0, "csat"),
        date(2026, 9, 7),  # 2,900 minutes are two whole days
    )
    assert first(found, "source", "names") == (
        "Zendesk tickets",
        ["Person 001", "Example Co", "person001@example.com", "Person 900", "Person 001"],
    )
    assert list(found.rows.frame()) == [*COLUMNS, "line"]
    assert recognised(path, "Zendesk tickets")


@pytest.mark.parametrize(("rated", "score"), [("Good", 5.0), ("Bad", 1.0), ("Offered", None), ("Not Offered", None)])
def test_only_good_and_bad_are_scores_of_zendesk(export, rated, score):
    found = load_feedback(export(ZENDESK, TICKET.format(id=11, subject="Late", rated=rated, minutes="")))
    assert first(found, "score", "responded") == (score, None)


def test_a_description_that_a_team_adds_to_zendesks_export_keeps_its_lines(export):
    ticket = TICKET.format(id=11, subject="Export fails", rated="Offered", minutes="")
    path = export(f"{ZENDESK},Description", f'{ticket},"It says ""no"".\n\n> quoted\nIt stops."')
    found = load_feedback(path, source="Tickets")
    assert first(found, "text", "source") == ('Export fails. It says "no".\n\n> quoted\nIt stops.', "Tickets")


def test_intercoms_messages_of_customers_are_kept_and_those_of_the_team_set_aside(export):
    path = export(
        INTERCOM,
        "1,Export fails,conversation_message,2026-09-05 21:45:08,user,a1,u1,Person 001,person001@example.com,"
        "Example Co,,c1,closed,2026-09-05 21:45:08,,,app,Shop",
        "2,Which one?,comment,2026-09-07 08:00:00,admin,a9,,Person 900,person900@example.com,,,c1,closed,"
        "2026-09-05 21:45:08,,,app,Shop",
        "3,All of them,comment,2026-09-08 09:00:00,user,a1,u1,Person 001,person001@example.com,Example Co,,c1,closed,"
        "2026-09-05 21:45:08,,,app,Shop",
    )
    found = load_feedback(path)
    frame = found.rows.frame()
    assert frame[["id", "text", "created", "responded"]].values.tolist() == [
        ["c1", "Export fails", date(2026, 9, 5), date(2026, 9, 7)],
        ["c1", "All of them", date(2026, 9, 8), date(2026, 9, 7)],
    ]
    assert found.rejects[["line", "reason"]].values.tolist() == [
        [3, "written by the team or a machine, not by a customer"]
    ]
    assert intake.check_file(path).lines[0] == "data/export.csv is feedback (Messages): 3 of 3 rows can be used."


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-16"), ("\t", "utf-16"), ("\t", "utf-8")])
def test_google_plays_reviews_are_read_in_their_own_encoding(export, separator, encoding):
    path = export(*(line.replace(",", separator) for line in (PLAY, REVIEW)), encoding=encoding)
    found = load_feedback(path)
    assert first(found, "id", "created", "text", "score", "scale", "language", "responded", "customer") == (
        *("d2b07a18-68e9", date(2026, 9, 6), "Slow. Very slow", 2.0, "stars", "pt", date(2026, 9, 7), None),
    )  # the text stands as it was last edited
    assert recognised(path, "Google Play reviews")


@pytest.mark.parametrize("prefix", ["", "attributes."])
def test_app_stores_reviews_are_read_as_flat_columns(export, prefix):
    names = ("rating", "title", "body", "reviewerNickname", "createdDate", "territory")
    header = ",".join(["id", "type", *(f"{prefix}{name}" for name in names)])
    path = export(header, "r1,customerReviews,4,Nice!,Works well,Person 001,2026-09-24T14:15:22-07:00,USA")
    found = load_feedback(path)
    assert first(found, "id", "created", "text", "score", "scale", "customer") == (
        *("r1", date(2026, 9, 24), "Nice! Works well", 4.0, "stars", "Person 001"),
    )
    assert recognised(path, "App Store reviews")


@pytest.mark.parametrize(
    ("resolution", "shipped"), [("Done", date(2026, 9, 20)), ("Won't Do", None), ("Duplicate", None), ("", None)]
)
def test_jiras_export_has_named_months_and_repeated_columns(export, resolution, shipped):
    path = export(
        JIRA,
        f"Export fails,SHOP-7,10007,Bug,Done,SHOP,Shop,software,Person 900,About,https://example.com,High,{resolution},"
        "Person 901,Person 001,Person 902,11/Sep/26 03:26 PM,12/Sep/26 07:07 AM,,20/Sep/26 04:53 PM,,,27,web,urgent,"
        '"h2. Goal\nAll rows",,,,,99%',
    )
    found = load_feedback(path)
    assert first(found, "id", "created", "text", "customer", "status", "shipped") == (
        *("SHOP-7", date(2026, 9, 11), "Export fails. h2. Goal\nAll rows", "Person 001", "Done", shipped),
    )
    assert recognised(path, "Jira issues")


@pytest.mark.parametrize(
    "header",
    [
        "number,title,body,createdAt,author,labels,state,stateReason,url,closedAt",
        "number,title,body,created_at,user.login,labels,state,state_reason,html_url,closed_at",
    ],
)
def test_githubs_issues_are_read_from_the_tool_and_from_the_api(export, header):
    path = export(
        header,
        "12,Export fails,It stops,2026-09-05T10:11:12Z,person001,bug,CLOSED,COMPLETED,https://example.com/12,"
        "2026-09-09T10:11:12Z",
    )
    found = load_feedback(path)
    assert first(found, "id", "created", "text", "customer", "status", "shipped", "link") == (
        *("12", date(2026, 9, 5), "Export fails. It stops", "person001", "CLOSED", date(2026, 9, 9)),
        "https://example.com/12",
    )
    assert recognised(path, "GitHub issues")


NPS = "How likely is it that you would recommend this company to a friend or colleague?"


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        (
            f"Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,{NPS},"
            '"Do you have any other comments, questions, or concerns?"',
            "1001,C1,09/24/2026 10:00:00 AM,09/24/2026 10:05:00 AM,192.0.2.1,person001@example.com,Person,001,9,Nice",
            ("1001", date(2026, 9, 24), "Nice", "person001@example.com", 9.0, "nps"),
        ),
        (
            "#,How satisfied are you?,What could we do better?,Start Date (UTC),Submit Date (UTC),Network ID",
            "a1,2,Faster please,2026-09-24 10:00:00,2026-09-24 10:05:00,n1",
            ("a1", date(2026, 9, 24), "Faster please", None, 2.0, "csat"),
        ),
        (
            "response_id,survey_type,score,comment,permalink,created_at,email",
            "7,nps,0,Never again,https://example.com/r/7,2026-09-24,person001@example.com",
            ("7", date(2026, 9, 24), "Never again", "person001@example.com", 0.0, "nps"),
        ),
        (
            "Date,Star rating,Comment,Response ID",
            "2026-09-24,5,,r1",
            ("r1", date(2026, 9, 24), None, None, 5.0, "stars"),
        ),
    ],
)
def test_surveys_keep_the_scale_of_their_score(export, header, row, said):
    path = export(header, row)
    found = load_feedback(path)
    assert first(found, "id", "created", "text", "customer", "score", "scale") == said
    assert recognised(path, "Survey")


def test_scores_beside_their_scale_are_left_out_and_counted(export):
    path = export("Response ID,Created At,NPS,Comment,CSAT", "1,2026-09-24,11,Fine,", "2,2026-09-25,10,Fine,0")
    found = load_feedback(path)
    assert first(found, "score", "scale") == (None, None)
    assert found.source.warnings == (
        "1 answers under nps are outside 0 to 10 and were left out.",
        "1 answers under csat are outside 1 to 5 and were left out.",
    )


def test_interviews_have_a_group_and_how_much_it_hurts(export):
    path = export("Interview date,Stakeholder group,Participant,Note,Pain", "2026-09-24,Sales,Person 001,Too slow,4")
    found = load_feedback(path)
    assert first(found, "created", "group", "text", "pain", "customer") == (
        *(date(2026, 9, 24), "Sales", "Too slow", 4.0, "Person 001"),
    )
    assert recognised(path, "Interview notes")


def test_a_plain_list_needs_a_day_and_a_text(export):
    path = export("date,comment,customer,arr,currency", '2026-09-24,"Too slow, says Person 001",c7,"1,200.50",EUR')
    found = load_feedback(path)
    assert first(found, "created", "text", "customer", "currency") == (
        *(date(2026, 9, 24), "Too slow, says Person 001", "c7", "EUR"),
    )
    assert recognised(path, "Feedback") or intake.check_file(path).lines[0].startswith("data/export.csv is feedback:")


def test_other_headers_are_named_by_a_mapping(export, workbook_here):
    folder = workbook_here.root / "parameters" / "definitions"
    folder.mkdir(parents=True)
    (folder / "feedback.yaml").write_text('table: feedback\ncolumns:\n  created: "Eingang"\n  text: "Wortlaut"\n')
    found = load_feedback(export("Eingang,Wortlaut", "24.09.2026,Zu langsam"), dates="dmy", source="Post")
    assert first(found, "created", "text", "source") == (date(2026, 9, 24), "Zu langsam", "Post")


def test_revenue_without_a_currency_is_said(export):
    path = export("date,comment,arr", "2026-09-24,Slow,1200.50")
    assert load_feedback(path).source.warnings == (
        "1 amounts of revenue have no currency and were left out; say currency, such as EUR.",
    )
    assert load_feedback(path, currency="EUR").source.warnings == ()


@pytest.mark.parametrize("private", ["Person 001", "person001", "Example Co", "Export fails"])
def test_check_shows_no_words_and_no_names(export, private):
    path = export(ZENDESK, TICKET.format(id=11, subject="Export fails", rated="Good", minutes=2900))
    text = intake.check_file(path).as_text()
    assert private not in text
    assert "2026-09-05" in text  # the rows are shown


def test_no_file_is_an_input_left_out():
    left_out = load_feedback(None, source="Survey")
    assert (left_out.source.absent, len(left_out.rows)) == ("no file is set for Survey", 0)
    assert list(left_out.rows.frame()) == [*COLUMNS, "line"]
