"""Credit repair in the portal: which records, from when, an application with two papers, and its dated track."""
