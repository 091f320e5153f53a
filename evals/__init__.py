"""The evaluation kit: questions of an integrator's assistant, answers derived from the catalog, and where they stand.

`python -m evals` checks without a model that each answer is found, by `show` and `search` and by following `SKILL.md`
and links, and says how many bytes that takes.
"""
