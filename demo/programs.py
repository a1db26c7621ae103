"""Three programs of the town with two years of evaluations behind them, and one just proposed."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from demo.diary import Course, working_day, working_days_after
from demo.presentations import given, topic_of
from demo.program_words import COURSES, PROPOSED, Judged, Plan, Year
from demo.scene import Scene, submission
from demo.themes import Talk
from personnel.models import Member
from personnel.roles import Role
from policies.current import department
from policies.models import Topic
from policies.packs import Pack
from policies.periods import Period
from programs.actions import workflow as actions
from programs.catalogue.workflows import entries, personnel, topics
from programs.catalogue.workflows import programs as catalogue
from programs.evaluations.permissions import may_decide
from programs.evaluations.workflows import deciding, evaluations, opening
from programs.models import CostEntry, Evaluation, Feedback, HoursEntry, Program, ProgramPerson

PROPOSED_AGO = timedelta(days=6)


@dataclass(frozen=True)
class Run:
    """One program of the demo: what is told of it, its years, and the topic it has."""

    scene: Scene
    plan: Plan
    years: tuple[Period, ...]
    topic: Topic

    @property
    def program(self) -> Program:
        return Program.objects.get(name=self.plan.name)


def enter_programs(scene: Scene, pack: Pack, today: date, *, every: int) -> None:
    """The three programs through the last two years that ended, and the proposal of this week."""
    last = Period.year_of(today, starts=department().year_starts).previous()
    years = (last.previous(), last)
    for plan, topic in zip(COURSES, topics_for(COURSES), strict=True):
        run = Run(scene, plan, years, topic)
        scene.diary.enter(_begun(run))
        for year, told in zip(years, plan.years, strict=True):
            _enter_sessions(run, year, told, every)
            scene.diary.enter(_evaluated(run, pack, year, told))
    scene.diary.enter(_proposed(scene, today - PROPOSED_AGO))


def first_day_of_programs(today: date) -> date:
    """The day the oldest of them begins: the first of the last but one year that ended."""
    last = Period.year_of(today, starts=department().year_starts).previous()
    return last.previous().first


def topics_for(plans: Iterable[Plan]) -> Iterator[Topic]:
    """The topic each program has: the one of its theme, or one of its own in the catalogue.

    The program that ends has its own, since a topic closes with its program.
    """
    taken: set[int] = set()
    for plan in plans:
        if plan.topic:
            key, name = plan.topic
            topic, _ = Topic.objects.get_or_create(key=key, defaults={"name": name, "position": 99})
        else:
            offered = [topic_of(plan.theme), *Topic.objects.offered()]
            topic = next(one for one in offered if one.pk not in taken)
        taken.add(topic.pk)
        yield topic


def _begun(run: Run) -> Course:
    """Proposed and approved before its first year, with its topic and its people."""
    scene, plan, first = run.scene, run.plan, run.years[0].first
    supervisor, officer = scene.cast[Role.UNIT_SUPERVISOR], scene.cast[Role.COMMUNITY_OFFICER]
    hours = scene.hours(f"program {plan.name}")
    yield (at := hours.on(first, 8, 9))
    program = Program(
        owner=officer, submission=submission(hours.rng), name=plan.name, **plan.facts()
    )
    catalogue.propose(program, by=supervisor, at=at)
    topics.give_topic(program, run.topic, by=supervisor, at=at, since=first)
    yield (at := hours.after(at, 0, any_day=True))
    program.refresh_from_db()
    commander = scene.cast[Role.COMMANDER]
    catalogue.approve(program, by=commander, at=at, seen=program.version, started_on=first)
    yield (at := hours.after(at, 3))
    for member, qualification in zip(scene.cast.unit, plan.qualified, strict=False):
        person = ProgramPerson(member=member, qualification=qualification, since=first)
        personnel.name_person(program, person, by=supervisor, at=at)


def _enter_sessions(run: Run, year: Period, told: Year, every: int) -> None:
    """Talks under its topic through the year, each with the hours, and now and then with cards."""
    presenters = run.scene.cast.unit
    sessions = told.sessions[::every] or told.sessions[:1]
    step = ((year.last - year.first).days - 40) / len(sessions)
    for number, (audience, place, group, participants, remarks) in enumerate(sessions):
        day = working_day(year.first + timedelta(days=20 + int(number * step)))
        talk = Talk(
            theme=run.plan.theme,
            topic=run.topic.key,
            audience=f"{audience}, {year.label}",
            place=place,
            group=group,
            participants=participants,
            remarks=remarks,
        )
        presenter = presenters[number % len(presenters)]
        run.scene.diary.enter(given(run.scene, talk, day, presenter))
        run.scene.diary.enter(_entered(run, talk, day, number, told))


def _entered(run: Run, talk: Talk, day: date, number: int, told: Year) -> Course:
    """What a session took and how it was received, entered within the week."""
    hours = run.scene.hours(f"entries {talk.audience}")
    yield (at := hours.after(hours.on(day), 5))
    officer, program = run.scene.cast[Role.COMMUNITY_OFFICER], run.program
    spent = Decimal(hours.rng.choice(("2.5", "3", "4", "5.5")))
    entry = HoursEntry(member=officer, on=day, hours=spent, what="Preparation, session, way")
    entries.enter_hours(program, entry, by=officer, at=at)
    if number < len(told.costs):
        what, amount = told.costs[number]
        cost = CostEntry(on=day, what=what, amount=Decimal(amount))
        entries.enter_cost(program, cost, by=officer, at=at)
    if number % 2 == 0:
        quote = told.quotes[number // 2 % len(told.quotes)]
        entries.enter_feedback(program, _cards(talk, day, told, quote), by=officer, at=at)


def _cards(talk: Talk, day: date, told: Year, quote: str) -> list[Feedback]:
    """A third of the audience leaves a card; how many say yes is told for each question."""
    cards = max(4, talk.participants // 3)
    rows = []
    for asked, liked in zip(Feedback.Asked.values, told.liked, strict=True):
        yes = round(cards * liked)
        unsure = (cards - yes) // 2
        rows.append(Feedback(on=day, asked=asked, yes=yes, unsure=unsure, no=cards - yes - unsure))
    rows[0].quote = quote
    return rows


def _evaluated(run: Run, pack: Pack, year: Period, told: Year) -> Course:
    """Opened when the year is over, written, once returned, decided, and the promises kept."""
    scene, judged = run.scene, told.judged
    hours = scene.hours(f"evaluation {run.plan.name} {year.key()}")
    officer = scene.cast[Role.COMMUNITY_OFFICER]
    yield (at := hours.on(working_days_after(year.last, 2)))
    evaluation = _opened(run, pack, year, at)
    yield (at := hours.after(at, 8))
    evaluation.refresh_from_db()
    words = evaluations.Words(judged.account, judged.recommendation, judged.reasons)
    evaluations.write(evaluation, words, by=officer, at=at, seen=evaluation.written)
    yield (at := hours.after(at, 1))
    evaluations.submit(evaluation, by=officer, at=at, seen=evaluation.written)
    if judged.asked:
        at = yield from _asked_back(run, evaluation, at, judged)
    yield (at := hours.after(at, 4))
    _decide(run, evaluation, judged, at)
    for action, (_, outcome) in zip(
        evaluation.actions.order_by("pk"), judged.promised, strict=True
    ):
        yield (at := hours.after(at, 30))
        actions.note_progress(action, by=officer, at=at, to="done", note=outcome)


def _opened(run: Run, pack: Pack, year: Period, at: datetime) -> Evaluation:
    """By the timetable where the policy asks for it each year, else by the unit's supervisor."""
    supervisor = run.scene.cast[Role.UNIT_SUPERVISOR]
    if opening.opens_itself(pack):
        opening.open_due(at)
        return Evaluation.objects.for_period(year).get(program=run.program)
    return opening.open_evaluation(run.program, year, by=supervisor, at=at)


def _asked_back(
    run: Run, evaluation: Evaluation, at: datetime, judged: Judged
) -> Generator[datetime, None, datetime]:
    """Returned with a question, answered, submitted again; gives the moment of the last."""
    hours = run.scene.hours(f"returned {run.plan.name}")
    officer = run.scene.cast[Role.COMMUNITY_OFFICER]
    yield (at := hours.after(at, 2))
    evaluation.refresh_from_db()
    evaluations.send_back(
        evaluation,
        by=_decider(run, evaluation),
        at=at,
        seen=evaluation.version,
        note=judged.asked,
    )
    yield (at := hours.after(at, 2))
    account = f"{judged.account}\n\n{judged.answered}"
    words = evaluations.Words(account, judged.recommendation, judged.reasons)
    evaluations.write(evaluation, words, by=officer, at=at, seen=evaluation.written)
    evaluations.submit(evaluation, by=officer, at=at, seen=evaluation.written)
    return at


def _decide(run: Run, evaluation: Evaluation, judged: Judged, at: datetime) -> None:
    officer = run.scene.cast[Role.COMMUNITY_OFFICER]
    day = at.astimezone(run.scene.zone).date()
    decision = deciding.Decision(
        judgement=judged.decision,
        reasons=judged.why,
        promises=[
            deciding.Promise(what, officer, day + timedelta(days=60 * n))
            for n, (what, _) in enumerate(judged.promised, start=1)
        ],
        effective_on=day + timedelta(days=20) if judged.decision == "discontinue" else None,
    )
    evaluation.refresh_from_db()
    deciding.decide(
        evaluation, decision, by=_decider(run, evaluation), at=at, seen=evaluation.version
    )


def _decider(run: Run, evaluation: Evaluation) -> Member:
    return run.scene.leader(lambda member: may_decide(member, evaluation))


def _proposed(scene: Scene, day: date) -> Course:
    """A proposal that waits for a commander."""
    hours = scene.hours("proposed")
    yield (at := hours.on(working_day(day)))
    officer = scene.cast[Role.COMMUNITY_OFFICER]
    program = Program(
        owner=officer, submission=submission(hours.rng), name=PROPOSED.name, **PROPOSED.facts()
    )
    catalogue.propose(program, by=scene.cast[Role.UNIT_SUPERVISOR], at=at)
