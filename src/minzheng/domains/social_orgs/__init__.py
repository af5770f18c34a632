"""Social organisations: the pre-check of names, what the founders prepare, the registration of associations and its register; not the sealed licence (core.licences) nor annual reports (later)."""
