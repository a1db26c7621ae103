"""Every section a policy can ask for, by the key the policy packs use."""

from reports.sections.activities import ActionsTaken, Activities, Statistics, Successes
from reports.sections.base import Section
from reports.sections.concerns import CurrentConcerns, ForwardedConcerns, PotentialProblems
from reports.sections.outlook import Objectives, Trends
from reports.sections.programs import ProgramEvaluations
from reports.sections.progress import Progress, RecommendedActions
from reports.sections.summary import Summary
from reports.sections.survey_outcomes import SurveyOutcomes
from reports.sections.surveys import SurveyAnswers, SurveyAreas, SurveyRecommendations

SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        CurrentConcerns(),
        PotentialProblems(),
        RecommendedActions(),
        Progress(),
        ActionsTaken(),
        Activities(),
        ForwardedConcerns(),
        Objectives(),
        Statistics(),
        Trends(),
        Successes(),
        ProgramEvaluations(),
        SurveyOutcomes(),
        SurveyAnswers(),
        SurveyAreas(),
        SurveyRecommendations(),
        Summary(),
    )
}
