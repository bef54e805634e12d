"""Behind dev.py: setting up, serving, testing, checking. Standard library only."""
