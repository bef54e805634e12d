"""Papers that people hand in: what kind of file it is by its bytes, and what a photo tells beside the picture."""
