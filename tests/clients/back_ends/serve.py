"""Serves one of the sites in Python: the back end of docs/redeem.md in Django, or a form whose only check
is a client that others wrote: Flask-WTF's of reCAPTCHA, django-hcaptcha, django-turnstile.

    MENSHEN_URL=… SITE_SECRET=… serve.py django|flask|hcaptcha|turnstile

Prints its port, then serves until its standard input ends.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


def django():
    import django_views
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.urls import path

    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=type("Urls", (), {"urlpatterns": [path("register", django_views.register)]}),
    )
    return get_wsgi_application()


def django_field(app, field):
    """A form with one field, that of an app for Django which redeems what was posted in it."""
    from importlib import import_module

    from django import forms
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import JsonResponse
    from django.urls import path

    urls = type("Urls", (), {})
    of_app = {"VERIFY_URL": os.environ["MENSHEN_URL"] + "/siteverify", "SECRET": os.environ["SITE_SECRET"]}
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=urls,
        USE_I18N=False,
        **{f"{app.upper()}_{name}": value for name, value in of_app.items()},
    )
    field = getattr(import_module(f"{app}.fields"), field)
    registration = type("Registration", (forms.Form,), {"ticket": field()})

    def register(request):
        form = registration(request.POST)
        good = form.is_valid()
        return JsonResponse(form.errors, status=200 if good else 403)

    urls.urlpatterns = [path("register", register)]
    return get_wsgi_application()


def hcaptcha():
    return django_field("hcaptcha", "hCaptchaField")


def turnstile():
    return django_field("turnstile", "TurnstileField")


def flask():
    from flask import Flask, jsonify
    from flask_wtf import FlaskForm, RecaptchaField

    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="of a test",
        WTF_CSRF_ENABLED=False,
        RECAPTCHA_PUBLIC_KEY="unused",
        RECAPTCHA_PRIVATE_KEY=os.environ["SITE_SECRET"],
        RECAPTCHA_VERIFY_SERVER=os.environ["MENSHEN_URL"] + "/siteverify",
    )

    class Registration(FlaskForm):
        recaptcha = RecaptchaField()

    @app.post("/register")
    def register():
        form = Registration()
        good = form.validate_on_submit()
        return jsonify(form.errors), 200 if good else 403

    return app


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


sites = [django, flask, hcaptcha, turnstile]
application = {site.__name__: site for site in sites}[sys.argv[1]]()
server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
