"""An application's whole life: submit, the steps, timers, starting by list, what people may see of it.

Not for what a service is (catalogue), which step may follow (workflow) or what a paper looks like (documents).
"""
