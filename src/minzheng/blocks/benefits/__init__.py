"""Benefits: who is entitled to how much a month from when. What it is not for: deciding that (cases); yet, paying it out."""
