"""Speed as ratios: our whole request against bare psycopg writing the same rows, in the same run, on the same server."""
