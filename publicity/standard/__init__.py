"""The data standard of administrative decisions (双公示 and the other kinds): declarations, headers, rules, templates.

Pure Python over `core`: no Django, no database. Start with docs/algorithms/data-standard.md.
"""
