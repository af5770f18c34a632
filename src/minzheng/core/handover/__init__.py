"""离岗交接: all that one who leaves holds, who takes each piece over, who signed; only then does the account close. It
hands over, it does not decide cases; deputies for a time are delegations (offices)."""
