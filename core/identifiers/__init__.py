"""Codes and numbers by which the law knows organisations, persons and documents. Pure: no database, no settings."""
