"""Papers behind the records as the public may see them: without what a file tells beside its pages."""
