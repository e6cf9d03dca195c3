SECRET_KEY = "replaced-below"
INSTALLED_APPS: list[str] = []
USE_TZ = True
