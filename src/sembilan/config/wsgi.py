"""The WSGI application. A web server with TLS before it tells who asks and by which scheme; nobody else is believed."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from sembilan.config import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sembilan.config.settings")
application = get_wsgi_application()
import_module("sembilan.config.urls")  # Django would read the pages at the first question only, and once in every process
if env.PROXIES.value():
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=env.PROXIES.value())
