"""What the system holds about oneself: file, papers, reports, who looked, messages."""
