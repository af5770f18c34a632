"""好差评: one rating per case and organ, five levels in the national wording. Not for complaints (tickets)."""
