"""What people of the department say about any concern, when they take a step."""

FURTHER_EFFORTS = (
    "Came by again at the hour they named; quieter than last time.",
    "Called two neighbors for a second view; both say the same.",
    "Left a card with my hours and went through the place with the owner.",
    "Looked at the last three months on record: it is not the first time.",
    "Spoke with the day shift; they keep an eye on it until Friday.",
    "Back on a Saturday: nothing seen, nobody waiting.",
)
ESCALATING = (
    "The hours this needs are not mine to give.",
    "I have done what one officer can; it needs a second shift.",
    "The owner wants to hear it from somebody with more on the collar.",
    "Two divisions would have to agree on this.",
)
REVIEWING = (
    "Agree. I look for the hours.",
    "Read and spoke with the officer; we do it as proposed.",
    "Taken up. I want to see the place first.",
    "Right to send it up. One change: start with the owner.",
)
ASSIGNING = (
    "Two evenings a week until it stops.",
    "You know the people there.",
    "With the day shift's help.",
    "",
)
CLOSING = ("", "", "", "Looked at it myself; it is settled.")
REOPENING = (
    "It began again; the caller came to the desk.",
    "The group raised it once more at its meeting.",
    "Not over: two calls since it was closed.",
)
DROPPED = "Dropped: the reason for it has gone away."
