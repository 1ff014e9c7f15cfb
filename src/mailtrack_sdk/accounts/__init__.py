"""What the events of one delivery come to, and how deliveries add up; `engagement` shows it to users.

Pure functions on events and verdicts. They lie below the stores, because a store that keeps its sums up to
date (`stores.rollups`) reckons with the same functions as `engagement`, which reads everything anew.
"""
