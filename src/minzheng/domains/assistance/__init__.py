"""Social assistance: minimum allowance now; the edge, the extremely poor and temporary aid join as packages beside it.

What it is not for: the run of payments (blocks.benefits) and the road of a case (core.cases).
"""
