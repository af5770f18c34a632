"""Floor 4: doors for people and machines: parse, call one verb or one named read, answer. No decisions here."""
