"""A workbook of decisions on its way into the ledger: check, answer, confirm, load.

`confirming` hands a file in and confirms it, `check` reads and judges it, `answer` tells the clerk, `load` writes it
set-based, `commit` holds the whole in one transaction. The machinery of jobs is in exchange.
"""
