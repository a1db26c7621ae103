"""Two surveys of the town: one closed with its results on their way up, one open to citizens."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from demo.accounts import account_of
from demo.diary import Course, working_day
from demo.scene import Scene, submission
from demo.survey_words import AREAS, CLOSED, OPEN, SAID, SAID_ES, WISHES, Asked
from demo.work import do_job
from personnel.models import Member
from personnel.roles import Role
from policies.packs import Pack
from reports.definitions import results_definition_for
from reports.models import Report
from reports.workflows import review, writing
from reports.workflows.assembly import assemble, request_survey_report
from surveys.answers.answering import checker_of
from surveys.answers.workflow import admit, leave_out, receive, wait_for_a_look
from surveys.models import ContactWish, Question, Survey
from surveys.questionnaires.bank import on_shelf, shelves
from surveys.questionnaires.permissions import may_open
from surveys.questionnaires.workflows import questions
from surveys.questionnaires.workflows import surveys as designing
from surveys.results.folding import fold, mix, mix_held
from surveys.wishes import workflow as wishes
from surveys.wishes.letterbox import Wish
from surveys.wishes.permissions import may_follow_up

# Courses that end with something for another one to go on with.
Designed = Generator[datetime, None, Survey]
Reached = Generator[datetime, None, datetime]

# The closed one was open for a month and closed this long ago; the open one began then.
CLOSED_AGO, OPENED_AGO = timedelta(days=75), timedelta(days=9)
OPEN_FOR, STILL_OPEN = timedelta(days=31), timedelta(days=24)
# One of them is left out after a look, so that four hundred count.
ANSWERS, ANSWERS_SO_FAR = 401, 64
# Out of so many answers one leaves how to be reached.
ONE_WISH_IN = 45


def enter_surveys(scene: Scene, pack: Pack, today: date, *, every: int) -> None:
    """The closed survey, its answers and its results report; the open one with what came so far."""
    closed_on = today - CLOSED_AGO
    required = [domain.key for domain in pack.survey.domains] if pack.survey else []
    domains = [*required, "other"] if required else sorted(shelves())
    scene.diary.enter(_held(scene, pack, CLOSED, domains, closed_on, ANSWERS // every))
    scene.diary.enter(_opened(scene, OPEN, domains, today, ANSWERS_SO_FAR // every))


def _held(
    scene: Scene, pack: Pack, asked: Asked, domains: list[str], closes_on: date, answers: int
) -> Course:
    """Designed, open for a month, answered, closed by itself, and reported on."""
    opened_on = closes_on - OPEN_FOR
    survey = yield from _designed(scene, asked, domains, opened_on, closes_on)
    yield from _answered(scene, survey, opened_on, closes_on, answers)
    closing = datetime.combine(closes_on + timedelta(days=1), time(0, 5), scene.zone)
    yield closing
    designing.close(survey, at=closing)
    mix_held(survey)
    yield (closing := scene.hours(f"held {survey.key}").after(closing, 1))
    _look_at_held(scene, survey, closing)
    fold(survey)
    mix(survey)
    designing.end_paper(survey, by=scene.cast[Role.UNIT_SUPERVISOR], at=closing)
    yield (closing := scene.hours(f"wishes of {survey.key}").after(closing + timedelta(days=4), 1))
    wishes.let_out(survey, at=closing)
    followed_up = yield from _followed_up(scene, survey, closing)
    if pack.survey_results:
        yield from _reported(scene, survey, followed_up)


def _opened(scene: Scene, asked: Asked, domains: list[str], today: date, answers: int) -> Course:
    opened_on, closes_on = today - OPENED_AGO, today + STILL_OPEN
    survey = yield from _designed(scene, asked, domains, opened_on, closes_on)
    yield from _answered(scene, survey, opened_on, today - timedelta(days=1), answers)
    fold(survey)
    mix(survey)
    mix_held(survey)
    wait_for_a_look(survey, at=datetime.combine(today, time(0, 5), scene.zone))
    wishes.let_out(survey, at=datetime.combine(today, time(0, 10), scene.zone))


def _designed(
    scene: Scene, asked: Asked, domains: list[str], opens_on: date, closes_on: date
) -> Designed:
    """Written a week before it opens: two questions of each domain from the wording bank."""
    hours = scene.hours(f"survey {asked.key}")
    supervisor = scene.cast[Role.UNIT_SUPERVISOR]
    yield (at := hours.on(working_day(opens_on - timedelta(days=8))))
    survey = Survey(
        key=f"{asked.key}-{opens_on.year}",
        title={"en": asked.english, "es": asked.spanish},
        introduction={"en": asked.about, "es": asked.about_es},
        areas=AREAS,
        submission=submission(hours.rng),
    )
    survey = designing.design(survey, by=supervisor, at=at)
    for question in _questions(domains, asked.per_domain):
        questions.add(survey, question, by=supervisor)
    survey.refresh_from_db()
    yield (at := max(hours.on(opens_on, 7, 8), at + timedelta(hours=1)))
    by = scene.leader(lambda member: may_open(member, survey, opens_on))
    designing.open_survey(survey, by=by, at=at, closes_on=closes_on)
    survey.refresh_from_db()
    return survey


def _questions(domains: list[str], per_domain: int) -> Iterator[Question]:
    for domain in domains:
        for ready in on_shelf(domain)[:per_domain]:
            question = ready.question()
            question.domain = domain
            yield question


def _answered(scene: Scene, survey: Survey, first: date, last: date, count: int) -> Course:
    """So many citizens answer between the two days; now and then one wishes to be contacted."""
    hours = scene.hours(f"answers {survey.key}")
    rng, checker = hours.rng, checker_of(survey)
    asked = list(survey.questions.all())
    moments = sorted(
        hours.on(first + timedelta(days=rng.randrange((last - first).days)), 9, 22)
        for _ in range(count)
    )
    for number, at in enumerate(moments):
        yield at
        read = checker.read(_given(asked, survey.areas, rng))
        wish = _wish(number // ONE_WISH_IN) if number % ONE_WISH_IN == 20 else None
        form = f"{survey.key} {submission(rng)}"
        receive(survey, read, form=form, at=at, wish=wish, held=number % 61 == 60)


def _given(asked: list[Question], areas: list[str], rng: Random) -> dict[str, list[str]]:
    """One citizen's form: a mood that leans one way, in an area that leans too."""
    area = rng.choices(areas, [12, 9, 7, 5, 1][: len(areas)])[0]
    mood = rng.gauss(0.62, 0.18) - 0.05 * areas.index(area)
    given = {question.key: _chosen(question, area, mood, rng) for question in asked}
    return {key: values for key, values in given.items() if values}


def _chosen(question: Question, area: str, mood: float, rng: Random) -> list[str]:
    if rng.random() < 0.05:
        return []
    if question.dont_know and rng.random() < 0.06:
        return ["?"]
    if question.kind == "area":
        return [area]
    if question.kind == "text":
        return [rng.choice(SAID if rng.random() < 0.8 else SAID_ES)] if rng.random() < 0.3 else []
    if question.kind == "choices":
        return [value for value in question.option_values if rng.random() < 0.35]
    if question.kind == "choice":
        return [rng.choice(question.option_values)]
    if question.kind == "number":
        return [str(rng.randint(question.low or 0, min(question.high or 10, 40)))]
    points = question.points
    place = round((len(points) - 1) * min(1, max(0, rng.gauss(mood, 0.2))))
    return [str(points[place])]


def _wish(number: int) -> Wish:
    return WISHES[number % len(WISHES)]


def _look_at_held(scene: Scene, survey: Survey, at: datetime) -> None:
    """What was held back counts after a look, but for one that came from nobody."""
    by = scene.cast[Role.COMMUNITY_OFFICER]
    for number, answer in enumerate(survey.answers.held().order_by("pk")):
        if number == 0:
            leave_out(answer, by=by, at=at, why="The same words in every field.")
        else:
            admit(answer, by=by, at=at)


def _followed_up(scene: Scene, survey: Survey, at: datetime) -> Reached:
    """Most of those who wished it were contacted; the last two still wait or were not reached."""
    hours = scene.hours(f"wishes {survey.key}")
    waiting = list(survey.wishes.order_by("pk"))
    for number, wish in enumerate(waiting[:-1]):
        by: Member = scene.cast.unit[number % len(scene.cast.unit)]
        yield (at := hours.after(at, 1))
        assert may_follow_up(by, wish)
        wishes.take(wish, by=by, at=at)
        yield (at := hours.after(at, 1))
        wish = ContactWish.objects.get(pk=wish.pk)
        if number == 1:
            wishes.unreached(wish, by=by, at=at, note="Called on three evenings; nobody answered.")
        else:
            note = "Talked for ten minutes and told them whom to call next time."
            wishes.contacted(wish, by=by, at=at, note=note)
    return at


def _reported(scene: Scene, survey: Survey, at: datetime) -> Course:
    """The results go up the policy's chain with the unit's recommendations, and are received."""
    hours = scene.hours(f"results {survey.key}")
    _, definition = results_definition_for(survey)
    by = scene.cast[Role(definition.written_by[0])]
    yield (at := hours.after(at, 3))
    report = request_survey_report(survey, by=by, at=at)
    assert report.assembly
    do_job(report.assembly, at, lambda lease: assemble(report, lease, at=at))
    report.refresh_from_db()
    yield (at := hours.after(at, 2))
    for part in report.parts.all():
        text, seen = account_of(part, 0), part.narrative_version
        writing.write_narrative(part, by=by, at=at, text=text, seen=seen)
    review.submit(report, by=by, at=at)
    while not report.is_issued:
        yield (at := hours.after(at, 2))
        decider = scene.cast[Role(report.waits_for)]
        review.approve(report, by=decider, at=at, seen=report.version)
        report = Report.objects.get(pk=report.pk)
    for recipient in report.recipients.select_related("member"):
        yield (at := hours.after(at, 1))
        review.acknowledge(report, by=recipient.member, at=at)
