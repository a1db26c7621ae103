"""Taking answers in, the same form twice, held answers, answers on paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from personnel.models import Notice
from records.history import StepRefused
from surveys.answers.answering import Read
from surveys.answers.workflow import admit, key_paper, leave_out, receive, takes_forms
from surveys.models import Answer, ContactWish, HeldLook, SentForm, WishSlip
from surveys.wishes.letterbox import Wish
from surveys.wishes.workflow import let_out
from tests.support.factories import NOON
from tests.support.surveys import answer, ask, make_survey

pytestmark = pytest.mark.django_db
READ = Read({"safety": 4}, "Northgate", {})


@pytest.fixture
def survey(officer):
    survey = make_survey(officer, status="open")
    ask(survey, "safety")
    return survey


def test_an_answer_is_kept_without_anything_that_says_whose_it_is(survey):
    assert receive(survey, READ, form="a number", at=NOON)

    [row] = Answer.objects.values()
    assert set(row) == {
        "id",
        "survey_id",
        "area",
        "content",
        "way",
        "mark",
        "placed",
        "crowd",
    }
    assert (row["content"], row["area"], row["mark"]) == ('{"safety":4}', "Northgate", "new")


def test_the_same_form_is_one_answer_and_one_wish(survey):
    wish = Wish(phone="555 010 7788")

    first = receive(survey, READ, form="a number", at=NOON, wish=wish)
    second = receive(survey, READ, form="a number", at=NOON, wish=wish)

    assert (first, second) == (True, False)
    assert Answer.objects.count() == SentForm.objects.count() == WishSlip.objects.count() == 1
    assert not ContactWish.objects.exists()

    assert [let_out(survey, at=NOON + timedelta(days=n)) for n in (0, 1, 2)] == [0, 1, 0]

    assert ContactWish.objects.get().phone == "555 010 7788"
    assert not WishSlip.objects.exists()


def test_what_fails_for_another_reason_is_no_form_sent_before(survey):
    with pytest.raises(ValueError, match="is not kept"):
        receive(survey, READ, form="a number", at=NOON, wish=Wish(name="Nobody can reach me"))

    assert not Answer.objects.exists()
    assert not SentForm.objects.exists()


def test_a_form_counts_while_open_and_for_a_while_after(survey):
    assert takes_forms(survey, NOON)

    survey.status, survey.takes_until = "closed", NOON + timedelta(minutes=30)

    assert takes_forms(survey, NOON + timedelta(minutes=30))
    assert not takes_forms(survey, NOON + timedelta(minutes=31))


def test_a_late_form_is_refused(survey):
    survey.status = "closed"

    with pytest.raises(StepRefused, match="came too late"):
        receive(survey, READ, form="a number", at=NOON)


def test_a_held_answer_waits_until_somebody_admits_it(survey, supervisor):
    receive(survey, READ, form="a number", at=NOON, held=True)
    held = Answer.objects.held().get()

    admitted = admit(held, by=supervisor, at=NOON)

    assert [one.mark for one in Answer.objects.all()] == ["new"]
    assert admitted.pk != held.pk
    assert admitted.content == held.content
    assert HeldLook.objects.get().admitted


def test_one_that_is_left_out_counts_nowhere_and_leaves_who_and_why(survey, officer):
    held = answer(survey, mark="held", safety=4)

    leave_out(held, by=officer, at=NOON, why="Advertising")

    assert [one.mark for one in Answer.objects.all()] == ["left_out"]
    look = HeldLook.objects.get()
    assert (look.admitted, look.by, look.why) == (False, officer, "Advertising")


def test_two_cannot_decide_about_the_same_answer(survey, officer, supervisor):
    held = answer(survey, mark="held", safety=4)
    admit(held, by=supervisor, at=NOON)

    with pytest.raises(StepRefused, match="decided about this answer already"):
        leave_out(held, by=officer, at=NOON, why="Advertising")

    assert Answer.objects.count() == 1


def test_a_counted_answer_is_not_left_out(survey, officer):
    counted = answer(survey, mark="counted", safety=4)

    with pytest.raises(StepRefused):
        leave_out(counted, by=officer, at=NOON, why="Advertising")

    assert Answer.objects.get().mark == "counted"


def test_only_the_unit_looks_at_what_is_held(survey, commander, patrol_officer):
    held = answer(survey, mark="held", safety=4)

    for member in (commander, patrol_officer):
        with pytest.raises(PermissionDenied):
            admit(held, by=member, at=NOON)


def test_an_answer_on_paper_is_marked_and_kept_once(survey, officer):
    first = key_paper(survey, READ, by=officer, at=NOON, form="a page")
    second = key_paper(survey, READ, by=officer, at=NOON, form="a page")

    assert (first, second) == (True, False)
    [kept] = Answer.objects.all()
    assert (kept.way, kept.mark) == ("paper", "new")


def test_paper_is_keyed_in_by_the_unit_alone(survey, commander):
    with pytest.raises(PermissionDenied):
        key_paper(survey, READ, by=commander, at=NOON, form="a page")


def test_the_unit_hears_once_a_day_that_wishes_wait_and_no_name(
    survey, officer, supervisor, commander
):
    for form in ("one", "two"):
        wish = Wish(name="Pat Sample", phone="555 010 7788")
        receive(survey, READ, form=form, at=NOON, wish=wish)
    let_out(survey, at=NOON + timedelta(days=1))
    receive(survey, READ, form="next day", at=NOON + timedelta(days=1), wish=wish)
    let_out(survey, at=NOON + timedelta(days=2))

    assert Notice.objects.filter(to=officer).count() == 2
    assert Notice.objects.filter(to=supervisor).count() == 2
    assert not Notice.objects.filter(to=commander).exists()
    assert not Notice.objects.filter(text__contains="Pat").exists()
