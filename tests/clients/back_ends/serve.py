"""Serves one of the sites in Python: the back end of the README in Django, or a form in Flask whose
only check is Flask-WTF's own client of reCAPTCHA.

    MENSHEN_URL=… SITE_SECRET=… serve.py django|flask

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


application = {"django": django, "flask": flask}[sys.argv[1]]()
server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
