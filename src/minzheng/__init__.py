"""minzheng: an open platform for civil affairs services (民政), one package, one Django project, one database."""

__version__ = "0.1.0"
