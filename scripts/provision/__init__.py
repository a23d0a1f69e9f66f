"""What `scripts/run`, `scripts/test` and `scripts/check` need before anything of the product is installed.

Standard library only: these modules run on a bare Python ≥ 3.11, before `.venv` exists. Each module provides one
thing (the Python environment, Node, PostgreSQL, Redis, Chromium) and provides it only when it is missing.
"""
