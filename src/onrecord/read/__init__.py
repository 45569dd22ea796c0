"""Read: one article to its records; a pure function, one module a kind of record."""
