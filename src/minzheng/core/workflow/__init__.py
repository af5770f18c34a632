"""Which step may follow and whose it is: the machine over `kernel.bpmn`, with the plates that elements carry.

No tables: tokens stand in the case's own row. Not for rights (kernel.rights) and not for what a step does (step kinds).
"""
