"""My desk, role by role."""

from datetime import timedelta

import pytest

from desk.figures import reports_to_decide
from outreach.concerns.workflows import concerns
from personnel.models import Member
from personnel.roles import Role
from tests.reports.making import in_words, submitted
from tests.support.factories import NOON, file_brief, log_concern, make_group, make_member

WEEK = timedelta(days=7)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_officers_desk_begins_with_the_day_and_what_needs_them(officer, opens):
    log_concern(officer, at=NOON - 3 * WEEK)

    page = text(opens(officer, "/"))

    assert "<h1>Wednesday, May 13</h1>" in page
    assert "Two things need you, two of them late." in page
    assert "Log a concern" in page
    assert "Log a presentation" in page
    assert page.index("Late</h3>") < page.index("Answer: Cars speed past the school")


def test_the_officers_desk_shows_their_concerns_and_groups(officer, opens):
    concern = log_concern(officer)
    make_group(name="Tannery Hill", liaison=officer)
    make_group(name="Somebody else's")

    page = text(opens(officer, "/"))

    assert in_words(page).count("My open concerns 1") == 1
    assert concern.number in page
    assert "Tannery Hill" in page
    assert "Somebody else" not in page


def test_an_idle_desk_names_the_next_date(patrol_officer, opens):
    page = text(opens(patrol_officer, "/"))

    assert "Nothing needs you. The next date is June 30, 2026." in page
    assert "No open concern is yours" in page


def test_a_long_list_is_cut_and_says_how_many_there_are(officer, opens):
    for n in range(12):
        log_concern(officer, at=NOON - 3 * WEEK, said=f"Matter {n}")

    page = text(opens(officer, "/"))

    assert page.count(">Answer<span") == 7
    assert "See all 13" in in_words(page)
    assert text(opens(officer, "/waiting/")).count(">Answer<span") == 12


def test_the_supervisors_desk_has_four_figures_that_open_their_lists(officer, supervisor, opens):
    log_concern(officer, at=NOON - 5 * WEEK)
    answered = log_concern(officer, at=NOON - 3 * WEEK)
    concerns.answer(answered, by=officer, at=NOON - 2 * WEEK, text="Done.")
    file_brief(officer, at=NOON - WEEK)

    response = opens(supervisor, "/")

    stats = {stat.label: stat for stat in response.context["stats"]}
    assert [stat.value for stat in stats.values()] == ["2", "50%", "1", "0"]
    assert stats["Answered on time, Apr-Jun 2026"].line == "1 of 2 that fell due"
    assert stats["Brief reports waiting"].line == "Oldest: 7 days"
    assert stats["Open concerns"].line == "Up by 1 since 30 days ago"
    for stat in stats.values():
        assert opens(supervisor, *stat.url.split("?")[:1]).status_code == 200


def test_each_figure_opens_as_many_records_as_it_counts(officer, supervisor, opens):
    for weeks in (1, 3, 4):
        log_concern(officer, at=NOON - weeks * WEEK)
    file_brief(officer)

    opened = opens(supervisor, "/").context["stats"]

    assert opens(supervisor, "/concerns/", view="open").context["shown"] == opened[0].value == "3"
    assert opens(supervisor, "/answers/").context["found"].due == 2
    briefs = opens(supervisor, "/presentations/", view="review").content.decode()
    assert opened[2].value == "1"
    assert briefs.count("Northgate Seniors") >= 1


def test_missing_or_late_names_who_but_never_oneself(officer, supervisor, patrol_officer, opens):
    log_concern(patrol_officer, at=NOON - 4 * WEEK, said="Theirs")
    log_concern(supervisor, at=NOON - 4 * WEEK, said="Mine")

    missing = [one for one, _ in opens(supervisor, "/").context["missing"]]

    assert [(one.what, one.who) for one in missing] == [("Answer", "Officer Okoye")]
    assert missing[0].about == "Theirs, Apr 15"


def test_a_division_supervisor_sees_what_is_late_in_the_division(
    officer, patrol_officer, patrol_supervisor, opens
):
    log_concern(officer, at=NOON - 4 * WEEK, said="The unit's")
    log_concern(patrol_officer, at=NOON - 4 * WEEK, said="The patrol's")

    missing = opens(patrol_supervisor, "/").context["missing"]

    assert [one.about for one, _ in missing] == ["The patrol&#x27;s, Apr 15".replace("&#x27;", "'")]


def test_the_report_panel_says_what_is_still_to_do(officer, supervisor, opens):
    log_concern(officer, at=NOON - 3 * WEEK)
    file_brief(officer)

    ready = opens(supervisor, "/").context["ready"]

    assert [(one.title, one.missing, one.state) for one in ready] == [
        ("Answers that fell due", 1, "late"),
        ("Brief reports", 1, "soon"),
        ("Progress on earlier actions", 0, "met"),
        ("Referred concerns", 0, "met"),
    ]


@pytest.mark.parametrize("reader", ["supervisor", "auditor", "patrol_supervisor"])
def test_a_restricted_concern_is_on_no_desk_but_commands(
    request, officer, commander, opens, reader
):
    member = request.getfixturevalue(reader)
    log_concern(officer, at=NOON - 4 * WEEK, restricted=True, said="Shouting at a driver")

    assert "Shouting" not in text(opens(member, "/"))
    assert "Shouting" in text(opens(commander, "/"))


def test_the_accreditation_manager_reads_figures_and_is_offered_nothing_to_do(
    officer, auditor, opens
):
    log_concern(officer, at=NOON - 4 * WEEK)

    page = text(opens(auditor, "/"))

    assert "Your role reads what is on record and changes nothing." in page
    assert "Nobody has begun it" in page
    assert "Log a concern" not in page


def test_the_administrators_desk_knows_accounts_and_no_record(officer, administrator, opens):
    log_concern(officer, at=NOON - 4 * WEEK)
    Member.objects.filter(pk=make_member().pk).update(is_active=False)

    page = text(opens(administrator, "/"))

    assert "2 can sign in, 1 cannot any more." in in_words(page)
    assert "Cars speed" not in page
    assert "li-count" not in page


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_desk_in_every_department(role, db, opens):
    from policies.adoption import adopt
    from policies.packs import load_pack, pack_keys

    for key in pack_keys():
        adopt(load_pack(key))
        member = make_member(role)
        assert opens(member, "/").status_code == 200, key


def test_without_a_policy_the_desk_says_what_to_do(db, opens):
    member = Member.objects.create_user("first@example.org", "x" * 15, name="A First")

    assert "No policy is adopted yet" in text(opens(member, "/"))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["officer", "supervisor", "commander", "auditor", "administrator"])
def test_the_desk_takes_as_many_queries_for_thirty_concerns_as_for_one(
    request, officer, patrol_officer, supervisor, queries, who
):
    member = request.getfixturevalue(who)

    def one_of_each(n: int) -> None:
        log_concern(officer, at=NOON - 4 * WEEK, said=f"Late {n}")
        log_concern(patrol_officer, at=NOON - 4 * WEEK, said=f"Theirs {n}")
        escalated = log_concern(officer, said=f"Escalated {n}")
        concerns.escalate(escalated, by=officer, at=NOON, note="Beyond me.")
        resolved = log_concern(officer, said=f"Resolved {n}")
        concerns.resolve(resolved, by=officer, at=NOON, note="Done.")
        file_brief(officer, audience=f"Audience {n}")
        make_group(liaison=officer)

    one_of_each(0)
    few = queries(member, "/")
    for n in range(1, 30):
        one_of_each(n)

    assert queries(member, "/") == few


def test_a_report_that_is_late_is_not_said_to_be_next(officer, supervisor, commander):
    due = submitted(officer).due_on

    told = [reports_to_decide(supervisor, due + timedelta(days=n)).line for n in (0, 1)]

    assert [words.split(" due ")[0] for words in told] == ["Next", "Was"]
