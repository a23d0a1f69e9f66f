"""Who may see and do what, compiled into SQL. Every read path of every room goes through here.

`tables` builds the tables of an app's forms, `sql` compiles formulas, `grants` says who may do what,
`compiler` puts the three together. See docs/access.md.
"""
