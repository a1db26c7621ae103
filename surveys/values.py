"""The values an answer can have that are none of its question's own."""

# Somebody chose “don't know”.
DONT_KNOW = "?"
# The file holds something the question does not allow: listed, and counted apart.
REFUSED = "!"
# Counts the answers themselves, under the question "".
RESPONDENTS = "n"
