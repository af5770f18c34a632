"""The WSGI application that granian (or gunicorn gthread) serves."""

from django.core.wsgi import get_wsgi_application

from minzheng.config import environment

environment.use({"DJANGO_SETTINGS_MODULE": "minzheng.config.settings"})
application = get_wsgi_application()
