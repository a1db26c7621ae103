"""How much of a file is taken, for each kind of file that holds a table.

The documents quote these numbers; a test compares them. The size of any file in bytes is the
setting IMPORT_MAX_BYTES.
"""

# Rows below the header. A database file lets nobody else write while these are written: some ten
# seconds.
MOST_ROWS = 50_000
# Columns of a file of concerns, and of a file of survey answers.
MOST_COLUMNS = 200
MOST_ANSWER_COLUMNS = 2_000
# Characters in one cell.
MOST_IN_CELL = 20_000
# Characters in one row of a text, over all lines it goes over, and lines with nothing on them.
MOST_IN_ROW = 4_000_000
MOST_BLANK = 500_000
# The header is looked for in so many first rows, when the map does not name its row.
MOST_TITLE_ROWS = 30

# A workbook packs its content; these bound what comes out of it.
MOST_PARTS = 2_000
MOST_UNPACKED = 300_000_000
MOST_CELLS = 5_000_000
MOST_CHARACTERS = 100_000_000
WORKBOOK_SECONDS = 60
WORKBOOK_MEMORY = 1_500_000_000
