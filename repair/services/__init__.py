"""Apply, examine, decide, keep in step with the other sites; notices and letters on the way."""
