"""Who still has to sign, signing one's own, and the page to which a link leads."""
