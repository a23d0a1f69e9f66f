"""The demo data of templates/crm (requirements §3.6): `python -m scripts.crm_data` writes `templates/crm/data`.

One seed, so the files are the same bytes each time. Days are counted from the install (0; −1 is yesterday) and nothing
happens later today than somebody installs. Each domain is a module that adds rows to the `World`; what is planted on
purpose is named there, and asserted in `tests/templates/test_demo_facts.py`.
"""
