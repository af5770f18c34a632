"""What is decided about entitlements: from which month one is no longer paid."""

from datetime import date

from minzheng.kernel.calendar import month_after


def ends_with(effective_on: date, starts: date) -> date:
    """The first month that is not paid when a right ends on a day: the month after it, as the month itself was due at its
    beginning (社会救助暂行办法第十三条: 核准之日起，按月); never before the first month, so that a right revoked before
    it began pays nothing."""
    ended = effective_on.replace(day=1) if effective_on.day == 1 else month_after(effective_on)
    return max(ended, starts)
