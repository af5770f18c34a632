"""`minzheng generate`: cases in bulk, made up and deterministic by seed, for measurements and demonstrations."""
