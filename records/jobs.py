"""What the credit file brings to the house's jobs."""

from exchange.kinds import register_job_kind
from records.services.catalogue_import import KIND

register_job_kind(KIND)
