"""Everything people in Millbrook raise in a year."""

from demo.stories.houses import HOUSES
from demo.stories.nights import NIGHTS
from demo.stories.people import PEOPLE
from demo.stories.story import Advice, Passed, Story
from demo.stories.streets import STREETS
from demo.stories.thefts import THEFTS
from demo.stories.traffic import TRAFFIC
from demo.stories.young import YOUNG

__all__ = ["STORIES", "Advice", "Passed", "Story"]

STORIES = (*TRAFFIC, *STREETS, *NIGHTS, *YOUNG, *THEFTS, *HOUSES, *PEOPLE)
