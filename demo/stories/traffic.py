"""Traffic: speeding, trucks, parking, crossings."""

from demo.stories.story import Advice, Passed, Story

TRAFFIC = (
    Story(
        category="traffic",
        summary="Cars race along {place} when school lets out",
        said=(
            (
                "Drivers use {place} to skip the light and come through fast at a quarter to three. "
                "A girl on a scooter had to jump back onto the curb."
            ),
            "The crossing volunteer counted eleven cars over the line in one afternoon.",
            "It was better for a month. Since the fall break they race on {place} again.",
        ),
        places=("Linden Avenue",),
        efforts=(
            "Three afternoons with the radar: 41 cars, nine above 35 mph, two citations.",
            "Stood with the crossing volunteer for a week and spoke to parents in the pick-up line.",
        ),
        answer="Told the parents about the directed patrol, and that the town measures before it "
        "changes a limit.",
        settled="After two weeks of patrol and the flashing sign, three counts stayed at the limit.",
        advice=Advice(
            "patrol",
            "Directed patrol on {place} at dismissal",
            (
                "Four afternoons done: six citations, most of them drivers who live nearby.",
                "Eight done. Fewer cars cut through since the second week.",
                "All twelve done; the count fell by half.",
            ),
            12,
        ),
        passed=Passed(
            "Town Engineering, traffic desk",
            "A lower limit and a raised crossing are the town's to decide.",
            ("Counters go out next week.", "Counted 1,140 cars a day. The board has the figures."),
            "The board lowered the limit to 20 mph on school days; the signs are up.",
        ),
        gap=62,
    ),
    Story(
        category="traffic",
        summary="Nobody stops at the four-way on {place}",
        said=(
            "They roll through the stop sign on {place} as if it were a suggestion.",
            "My husband was nearly hit in the crosswalk on {place} this morning.",
            "The school bus had to brake hard at {place}.",
        ),
        places=("Kiln Road", "Orchard Row"),
        efforts=("Watched the corner for two mornings; seven warnings, three citations.",),
        answer="Called back with the number of stops and the days when patrol will be there again.",
        settled="The hedge was cut and the stop line painted; stops are made.",
        passed=Passed(
            "Public Works, signs and markings",
            "The stop line is worn off and a hedge hides the sign.",
            ("On their list for the week after next.",),
            "Line repainted, hedge cut back to the property line.",
        ),
    ),
    Story(
        category="traffic",
        summary="Trucks take {place} instead of the county road",
        said=(
            "Since the detour ended, the gravel trucks still come down {place}. The dishes rattle.",
            "Two trucks met on {place} and one drove over the sidewalk to get by.",
        ),
        places=("Foundry Street",),
        efforts=("Stopped four trucks; all four drivers follow a route from the old detour.",),
        answer="Told the residents which company it is and that its dispatcher was called.",
        settled="The company corrected its route sheet; no truck was seen for three weeks.",
        advice=Advice(
            "contact",
            "Meet the gravel company's dispatcher about its route sheet",
            ("Left two messages at the yard.", "Met her; the sheet is changed as of Monday."),
        ),
        gap=34,
    ),
    Story(
        category="traffic",
        summary="Parked cars block the sidewalk on {place}",
        said=(
            "You cannot get a wheelchair past the cars on {place}. They park right up to the wall.",
            "Every Friday night the sidewalk on {place} is a parking lot.",
            "A delivery van stands on the sidewalk of {place} all morning.",
        ),
        places=("Bank Lane", "Railway Terrace"),
        efforts=("Put flyers on nine windshields and came back on Friday: four citations.",),
        answer="Explained the Friday checks, and whom to call when it happens at night.",
        settled="Checked on three Fridays in a row; the sidewalk was free.",
    ),
    Story(
        category="traffic",
        summary="Street racing on {place} on Saturday nights",
        said=(
            "Six or seven cars line up on {place} after midnight. You hear them across the lake.",
            "The racing on {place} is back. One of them spun into the guardrail.",
            "They moved the start to the bend on {place}.",
        ),
        places=("Lake Road", "County Road 9"),
        efforts=(
            "Two Saturdays in an unmarked car; plates of five cars noted, two drivers cited.",
        ),
        answer="Told the caller that patrol is there on Saturdays and asked for times and plates.",
        settled="The group's organizer was cited and the meetings stopped.",
        advice=Advice(
            "patrol",
            "Saturday night patrol on {place}, four weekends",
            ("First weekend: quiet, rain.", "Second weekend: eleven stops.", "Four weekends done."),
            4,
        ),
        gap=29,
    ),
    Story(
        category="traffic",
        summary="School bus passed with its arm out on {place}",
        said=("The bus driver says it is the same white van on {place}, two mornings this week.",),
        places=("Bellwether Drive",),
        efforts=("Rode along on the bus for one morning and got the plate.",),
        answer="Told the school's transport office that the driver was found and cited.",
        settled="The driver was cited; the bus driver reports no passing since.",
    ),
    Story(
        category="traffic",
        summary="The light at {place} leaves walkers too little time",
        said=(
            "I have a cane and I never make it across {place} before the cars start.",
            "At {place} the walk sign lasts nine seconds. We timed it.",
            "The button at {place} does nothing at all on Sundays.",
        ),
        places=("Market Street", "Station Square"),
        efforts=("Timed the light with two residents: nine seconds for forty-four feet.",),
        answer="Sent the town's answer on to the senior circle, in large print.",
        settled="The town set the walk phase to eighteen seconds.",
        passed=Passed(
            "Town Engineering, signals",
            "The timing of lights is the town's.",
            ("They measure in the week of the market.", "Measured; the new timing is drawn up."),
            "The walk phase was doubled to eighteen seconds.",
        ),
    ),
    Story(
        category="traffic",
        summary="Pick-up traffic will jam {place} when the new classrooms open",
        said=(
            (
                "The school adds four classrooms next fall. The pick-up line already reaches {place}; "
                "with eighty more cars an ambulance would not get through."
            ),
        ),
        places=("Crossing Street",),
        efforts=(
            "Walked the line with the principal and drew where eighty more cars would stand.",
        ),
        answer="",
        settled="The school moves kindergarten pick-up to the side gate from the first day.",
        potential=True,
        advice=Advice(
            "agency",
            "Plan a second pick-up place with the school before it opens",
            ("First meeting held; the side gate looks possible.", "The plan went to all parents."),
        ),
    ),
)
