"""我的单位: the legal persons for which one acts, claiming one by its licence, key or certificate, and its agents."""
