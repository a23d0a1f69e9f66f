"""Print templates: what is printed of a record, and on which paper. Pure: from a template and the values that its
reader may see to a tree of words, tables, pictures and codes, which others put on paper."""
