"""Holding what was published against what the record says, cell by cell; nothing is written.

`verify` makes draws, recusals and sheets again (`staff`, `days`); `tables` compares the tables that
programs read, row by row; `documents` writes every printed document again, beside, and `books`
compares them. `allocator audit` uses the last two without recomputing.
"""
