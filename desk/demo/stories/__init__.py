"""Everything people in Millbrook raise in a year."""

from desk.demo.stories.houses import HOUSES
from desk.demo.stories.nights import NIGHTS
from desk.demo.stories.people import PEOPLE
from desk.demo.stories.story import Advice, Passed, Story
from desk.demo.stories.streets import STREETS
from desk.demo.stories.thefts import THEFTS
from desk.demo.stories.traffic import TRAFFIC
from desk.demo.stories.young import YOUNG

__all__ = ["STORIES", "Advice", "Passed", "Story"]

STORIES = (*TRAFFIC, *STREETS, *NIGHTS, *YOUNG, *THEFTS, *HOUSES, *PEOPLE)
