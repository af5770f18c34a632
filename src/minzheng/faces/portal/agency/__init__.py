"""替谁办: whom one acts for, and who acts for one."""
