"""The check of a household's means: the county's list, one check with its sources, answers to letters, the report."""
