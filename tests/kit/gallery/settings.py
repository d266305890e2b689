"""The least that shows the kit's templates: no database, no accounts."""

from pathlib import Path

HERE = Path(__file__).parent

SECRET_KEY = "gallery"  # noqa: S105  shows samples on loopback only
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["django.contrib.staticfiles", "django.forms", "fugong.kit"]
MIDDLEWARE = ["tests.kit.gallery.pages.policy", "django.middleware.csrf.CsrfViewMiddleware", "tests.kit.gallery.pages.language"]
ROOT_URLCONF = "tests.kit.gallery.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "tests.kit.gallery.samples.shell"],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "fugong.kit.forms.Renderer"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
