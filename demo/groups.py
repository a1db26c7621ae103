"""The groups of Millbrook's register, and who speaks for them."""

from __future__ import annotations

from demo.places import Group, Speaker

GROUPS = {
    "alder_hill": Group(
        name="Alder Hill Neighbors",
        kind="neighborhood",
        location="Alder Street to Bellwether Drive",
        meetings="First Tuesday, 7:00 pm, Quince Street clubhouse",
        about="About 380 households. They want slower streets and a lit path to the school bus.",
        corners=((2, 18), (14, 18.2), (15, 28), (4, 29), (1, 24)),
        speakers=(
            Speaker("Marguerite Osei", "President", "555-0111", 0.6),
            Speaker("Torvald Finch", "Treasurer", "555-0112", 3.1),
            Speaker("Anselm Reyes", "President", "555-0113", 4.2, 0.6),
        ),
    ),
    "northfield": Group(
        name="Northfield Neighborhood Watch",
        kind="watch",
        location="Northfield Road, Orchard Row and the courts",
        meetings="Third Thursday, 6:30 pm, Northfield fire hall",
        about="Eleven block captains; two blocks on Tamarack Way are still looking for one.",
        corners=((16, 20.5), (28, 20), (29, 29), (17, 28.5)),
        speakers=(
            Speaker("Bettina Crowe", "Watch coordinator", "555-0121", 2.4),
            Speaker("Samir Haddad", "Block captain, Orchard Row", "555-0122", 1.1),
        ),
    ),
    "foundry_row": Group(
        name="Foundry Row Residents",
        kind="neighborhood",
        location="Foundry Street, Ropewalk and Cooper Street",
        meetings="Second Monday, 6:00 pm, Cooper Street workshop",
        about="Renters and new owners around the old foundry. Half of the notices go out in Spanish.",
        corners=((22.5, 8), (32, 7), (33, 16), (23, 17)),
        speakers=(
            Speaker("Yesenia Montalvo", "Chair", "555-0131", 0.2),
            Speaker("Clement Achebe", "Chair", "555-0132", 2.7, 0.2),
        ),
    ),
    "market": Group(
        name="Market Street Merchants",
        kind="business",
        location="Market Street, Bank Lane and the market hall",
        meetings="Last Wednesday, 8:00 am, Lantern Cafe",
        about="Forty-one shops. They keep a telephone tree for shoplifting and counterfeit bills.",
        corners=((15, 10.8), (21.6, 10.8), (22, 16), (19.2, 16.4), (15.2, 15)),
        speakers=(
            Speaker("Rosalind Pike", "President", "555-0141", 1.8),
            Speaker("Hamid Tarr", "Secretary", "555-0142", 0.9),
            Speaker("Ione Beckett", "Secretary", "555-0143", 3.5, 0.9),
        ),
    ),
    "station": Group(
        name="Station Square Business Watch",
        kind="watch",
        location="Station Square and the parking lot",
        meetings="Every second month, first Friday, 7:30 am, ticket hall",
        about="The hotel, the bus company and eight shops around the square.",
        corners=((15.5, 5), (22, 4.5), (22.2, 10.5), (15.5, 10.3)),
        speakers=(Speaker("Gustav Mbeki", "Hotel manager", "555-0151", 2.0),),
    ),
    "millrace": Group(
        name="Millrace Tenants' Council",
        kind="neighborhood",
        location="Millrace Lane, Weir Street and Canal Walk",
        meetings="Second Thursday, 6:30 pm, laundry room of Weir House",
        about="Three housing blocks, 210 apartments. They ask for an officer they know by name.",
        corners=((6, 8), (14.6, 8), (14.8, 16.4), (7, 17)),
        speakers=(
            Speaker("Dolores Whitaker", "Speaker of the council", "555-0161", 1.3),
            Speaker("Tam Nguyen", "Deputy", "555-0162", 0.4),
            Speaker("Ezra Colby", "Deputy", "555-0163", 1.6, 0.4),
        ),
    ),
    "linden": Group(
        name="Linden Avenue School Parents",
        kind="school",
        location="Linden Avenue School",
        meetings="First Wednesday in term, 6:00 pm, school library",
        about="Parents and the crossing volunteers of an elementary school of 340 children.",
        corners=((30, 18), (39, 18), (39, 27), (30.5, 26)),
        speakers=(
            Speaker("Philippa Andrade", "Chair", "555-0171", 0.3),
            Speaker("Otis Vandermeer", "Crossing volunteers", "555-0172", 1.9),
            Speaker("Noemi Strand", "Chair", "555-0173", 2.3, 0.3),
        ),
    ),
    "lakeside": Group(
        name="Lakeside Senior Circle",
        kind="civic",
        location="Lakeside Commons",
        meetings="Every Friday, 10:00 am, common room",
        about="About 90 residents of the Commons. They meet in the morning and like printed handouts.",
        corners=((1, 1), (12.5, 1), (13, 7), (2, 7)),
        speakers=(Speaker("Wilhelmina Oduya", "Host", "555-0181", 5.0),),
    ),
    "juniper": Group(
        name="Friends of Juniper Park",
        kind="civic",
        location="Juniper Park and Park Row",
        meetings="First Saturday, 9:00 am, park shed, April to October",
        about="Volunteers who open and close the park and look after the playground.",
        corners=((23, 1), (33, 1), (34, 6), (24, 6.6)),
        speakers=(
            Speaker("Ruben Solheim", "Chair", "555-0191", 1.0),
            Speaker("Agnes Petit", "Chair", "555-0192", 4.0, 1.0),
        ),
    ),
    "chapel": Group(
        name="Chapel Street Interfaith Table",
        kind="church",
        location="Chapel Street and Chapel Green",
        meetings="Last Sunday, 4:00 pm, in one of the four houses by turns",
        about="Four congregations that run the winter shelter and a Saturday kitchen.",
        corners=((14.9, 15.2), (19.6, 16.2), (19.8, 20), (15, 20)),
        speakers=(Speaker("Tobias Lindqvist", "Convener", "555-0196", 1.4),),
    ),
    "eastbank": Group(
        name="Eastbank Garden Club",
        kind="civic",
        location="Eastbank allotments",
        meetings="None since last summer",
        about="Gave up its meetings; the allotment keys are with the town.",
        corners=((34, 8), (39, 8), (39, 15), (35, 15)),
        speakers=(Speaker("Leopold Grange", "Chair", "555-0199", 6.0, 0.7),),
        is_active=False,
    ),
}
