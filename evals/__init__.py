"""The evaluation kit: questions of an integrator's assistant, answers derived from the catalog, and where they stand.

`python -m evals` checks without a model that each answer is found, by `show` and `search` and by reading files
as `SKILL.md` tells to, and says how many bytes that takes.
"""
