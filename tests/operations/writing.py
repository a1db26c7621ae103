"""A process that writes as fast as it can, its rows still in the log beside the file."""

import sqlite3
import sys

database = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA wal_autocheckpoint=0")
number = 0
while True:
    number += 1
    database.execute("INSERT INTO written VALUES (?)", [f"row {number}"])
    if number == 200:
        print("begun", flush=True)
