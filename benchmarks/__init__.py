"""Repeatable speed: makes its own data, serves it as production does, measures from outside, and tells its aims."""
