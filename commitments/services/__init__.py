"""Everything that changes a promise: draft, sign, bring papers, check, find, decide, archive; and the catalogue it is made from."""
