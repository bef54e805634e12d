"""What the credit file brings to the house's jobs."""

from exchange.kinds import register_job_kind
from exchange.roundtrip import register_roundtrip
from records import lists  # noqa: F401 – registers its lists
from records.catalogue_trip import CatalogueTrip, TieTrip
from records.services.catalogue_import import KIND
from records.subject_trip import SubjectTrip

register_job_kind(KIND)
for trip in (SubjectTrip(), CatalogueTrip(), TieTrip()):
    register_roundtrip(trip)
