"""The forms in which days and times are offered, each with what it looks like."""

from __future__ import annotations

DAYS = [
    ("%m/%d/%Y", "09/14/2021 (month first)"),
    ("%m/%d/%y", "09/14/21 (month first)"),
    ("%Y-%m-%d", "2021-09-14"),
    ("%d.%m.%Y", "14.09.2021"),
    ("%Y%m%d", "20210914"),
    ("%m/%d/%Y %H:%M", "09/14/2021 19:08"),
    ("%m/%d/%Y %H:%M:%S", "09/14/2021 19:08:30"),
    ("%m/%d/%Y %I:%M %p", "09/14/2021 07:08 PM"),
    ("%m/%d/%Y %I:%M:%S %p", "09/14/2021 07:08:30 PM"),
    ("%m/%d/%y %H:%M", "09/14/21 19:08"),
    ("%Y-%m-%d %H:%M:%S", "2021-09-14 19:08:30"),
    ("%Y-%m-%dT%H:%M:%S", "2021-09-14T19:08:30"),
    ("%Y-%m-%d %H:%M:%S%z", "2021-09-14 19:08:30+00 (with its offset)"),
    ("%Y/%m/%d %H:%M:%S%z", "2021/09/14 19:08:30+00 (with its offset)"),
    ("%Y/%m/%d %H:%M:%S", "2021/09/14 19:08:30"),
    ("%d/%m/%Y", "14/09/2021 (day first)"),
    ("%d/%m/%Y %H:%M", "14/09/2021 19:08 (day first)"),
    ("%m%d%Y", "09142021"),
    ("epoch", "1631646510000 (seconds or milliseconds since 1970)"),
    ("excel", "44453.8 (Excel’s number of a day)"),
]
TIMES = [
    ("%H:%M", "19:08"),
    ("%H:%M:%S", "19:08:30"),
    ("%H%M", "1908"),
    ("%H%M%S", "190830"),
    ("%I:%M %p", "07:08 PM"),
    ("%I:%M:%S %p", "07:08:30 PM"),
]
ZONES = [
    ("local", "Ours"),
    ("UTC", "UTC, as portals export them"),
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
]
