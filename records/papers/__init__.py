"""Papers behind the records: what kind of file it is by its bytes, and what a photo tells beside the picture."""
