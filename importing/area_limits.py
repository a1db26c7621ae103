"""How much of a file of groups is taken, for each kind of file that holds areas.

The documents quote these numbers; a test compares them. The size of any file in bytes is the
setting IMPORT_MAX_BYTES.
"""

MOST_FEATURES = 20_000
# Bytes of one feature as the file writes it: 20,000 corners take about a million.
MOST_IN_FEATURE = 2_000_000
# Properties of one feature, characters of one property whatever kind of value it is, and
# characters of all that is kept of a group in words.
MOST_PROPERTIES = 200
MOST_IN_PROPERTY = 20_000
MOST_WORDS = 20_000

# A zip archive with a shapefile packs its content; these bound what comes out of it.
MOST_IN_ARCHIVE = 50
MOST_UNPACKED = 100_000_000

# Pairs of areas that overlap: so many are counted and so many are named.
MOST_OVERLAPS_COUNTED = 10_000
MOST_OVERLAPS_NAMED = 100
