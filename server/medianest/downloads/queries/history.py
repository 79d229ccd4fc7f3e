"""The way of a download from state to state, noted by the statement that moves it."""

from typing import Final

# As msgspec writes times, so that what is read from JSON looks like the rest.
UTC: Final = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
_MOST: Final = 40


def step(state: str, at: str) -> str:
    """SQL for one step; both arguments are parameters such as `$2`."""
    time = f"to_char({at}::timestamptz AT TIME ZONE 'UTC', {UTC})"
    return f"jsonb_build_object('state', {state}::text, 'at', {time})"


def noted(state: str, at: str) -> str:
    """SQL for the history with one more step, unless it is in that state already.

    Where trying goes on for weeks, the beginning and what was last are kept.
    """
    kept = f"CASE WHEN jsonb_array_length(history) >= {_MOST} THEN history - 1 ELSE history END"
    return f"CASE WHEN state = {state}::text THEN history ELSE ({kept}) || {step(state, at)} END"
