"""What the house of files itself brings: exports in the background, the lists of the trail, the lists of the house's keepers."""

from exchange import trail_exports  # noqa: F401 – registers its lists
from exchange.house_trips import HolidayTrip, ParameterTrip, SectionTrip, UserTrip
from exchange.kinds import register_job_kind
from exchange.roundtrip import register_roundtrip
from exchange.services.big_exports import KIND

register_job_kind(KIND)
for trip in (SectionTrip(), UserTrip(), ParameterTrip(), HolidayTrip()):
    register_roundtrip(trip)
