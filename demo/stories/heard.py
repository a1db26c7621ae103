"""What people say in the question round after a presentation, by a key the talks use."""

from demo.stories.story import Advice, Story


def _heard(
    category: str, said: str, effort: str, answer: str, settled: str, **more: object
) -> Story:
    facts = {"summary": "", "places": (), "potential": not answer, **more}
    return Story(
        category=category,
        said=(said,),
        efforts=(effort,),
        answer=answer,
        settled=settled,
        **facts,  # type: ignore[arg-type]
    )


HEARD = {
    "keys": _heard(
        "theft",
        "The key box at the Commons has had the same code for nine years.",
        "Looked at the box with the caretaker.",
        "Told the Circle that the code changes every quarter from now on.",
        "New box, new code, and a list of who has it.",
    ),
    "lottery": _heard(
        "theft",
        "Three of us got the same letter about a foreign lottery.",
        "Collected the letters and sent copies to the postal inspectors.",
        "Told the three what the inspectors said and that nothing was paid.",
        "The sender's box is closed.",
    ),
    "till": _heard(
        "theft",
        "Somebody pays with twenties that feel like paper.",
        "Collected two of the bills and the times they came in.",
        "Told the merchants what to look for and not to hand the bill back.",
        "The bills were printed at home by a tenant of the hotel; he is charged.",
    ),
    "back_doors": _heard(
        "environment",
        "Every back door on the lane has the lamp on the inside.",
        "Walked the lane after dark with two owners.",
        "Told the shops which lamps the town's grant pays for.",
        "Eleven lamps moved outside.",
        advice=Advice(
            "contact",
            "Walk the lane after dark with all owners, three evenings",
            ("Two evenings done, fourteen owners.", "Third evening done."),
            3,
        ),
    ),
    "bus_stop": _heard(
        "youth",
        "Older boys take the little ones' phones at the bus stop.",
        "Waited at the stop for a week of afternoons.",
        "Told the parents that the three boys were found and two phones are back.",
        "The school's aide waits at the stop; no phone taken since.",
    ),
    "helmets": _heard(
        "traffic",
        "None of the children on the brook path wears a helmet.",
        "Counted on two afternoons: four of thirty-one.",
        "Told the parents about the helmets at the fire hall.",
        "Fifty helmets given away at the spring fair.",
    ),
    "captains": _heard(
        "disorder",
        "We have no captain on Tamarack Way and nobody dares to say no to the men there.",
        "Went from door to door with the coordinator.",
        "Told the watch who is willing and when the training is.",
        "Two captains trained, both on Tamarack Way.",
    ),
    "siren": _heard(
        "other",
        "Nobody on our floor knew what the siren meant.",
        "Asked Emergency Management for the card in three languages.",
        "Sent the cards to the council.",
        "A card hangs in every stairwell.",
    ),
    "pills": _heard(
        "drugs",
        "Old pills lie in every kitchen here, and grandchildren visit.",
        "Asked the pharmacy on Market Street.",
        "Told the Circle about the box at the pharmacy.",
        "A return box stands in the common room, emptied monthly.",
    ),
    "new_bar": _heard(
        "disorder",
        "A second bar opens next to the first. It will be double on Fridays.",
        "Asked the licensing clerk for the opening day and the seats.",
        "",
        "Both bars share doormen and close a quarter of an hour apart.",
    ),
    "empty_school": _heard(
        "vacant_property",
        "When the annex closes in summer, it stands open on three sides.",
        "Walked around it with the principal.",
        "",
        "Fenced for the summer, with a light on a timer.",
    ),
    "fair": _heard(
        "youth",
        "The fair moves to the week of the finals. Everybody from three towns will be there.",
        "Asked the fair's manager for last year's numbers.",
        "",
        "A second gate and a quiet corner; four reports in the whole week.",
    ),
    "trail": _heard(
        "environment",
        "The new trail ends where the trucks turn.",
        "Measured the sight line from a bicycle.",
        "",
        "The trail's last yards were moved behind the hedge.",
    ),
    "dispatch": _heard(
        "police_service",
        "When we call in Spanish, we wait longest.",
        "Listened to six calls with the dispatch supervisor.",
        "Told the residents about the language line and the key it needs.",
        "The language line is one key now, and every dispatcher has used it.",
    ),
}
