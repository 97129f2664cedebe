"""The JSON API: everything that a page can do, for a program that acts as its person.

`operation.py` says what an operation is, one module an area holds them, `serving.py` answers with them and
`document.py` describes them. How to add one is told in docs/api.md.
"""
