"""公开: results of permits of organisations on the one public board, by the allow-list of each service; not what hangs about persons (core.publicity), and never of a service that lists no fields."""
