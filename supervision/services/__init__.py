"""Open a matter, look its counterparts up, answer every hit, decide, close."""
