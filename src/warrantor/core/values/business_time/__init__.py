"""Business time: calendars of opening hours, deadlines and time gone by on them, and the ledger of each sum.

Pure: nothing here reads a clock. The only outside knowledge is the time zone database.
"""

from warrantor.core.values.business_time.calendar import Calendar
from warrantor.core.values.business_time.clock import deadline, elapsed, is_open, next_open
from warrantor.core.values.business_time.errors import CalendarError
from warrantor.core.values.business_time.ledger import Row, ledger

__all__ = ["Calendar", "CalendarError", "Row", "deadline", "elapsed", "is_open", "ledger", "next_open"]
