"""Workbooks in and out: reading what offices really send, writing safely, marking a clerk's own workbook."""
