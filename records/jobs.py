"""What the credit file brings to the house's jobs."""

from exchange.kinds import register_job_kind
from exchange.roundtrip import register_roundtrip
from records.services.catalogue_import import KIND
from records.subject_trip import SubjectTrip

register_job_kind(KIND)
register_roundtrip(SubjectTrip())
