"""Serves a site that redeems tickets with the package under clients/menshen-python: its form field for Django, or
its dependency for FastAPI.

    MENSHEN_URL=… SITE_SECRET=… package.py django|fastapi

Prints its port, then serves until its standard input ends.
"""

import os
import socket
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

sys.path.insert(0, str(Path(__file__).parents[3] / "clients/menshen-python/src"))

URL, SECRET = os.environ["MENSHEN_URL"], os.environ["SITE_SECRET"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def django():
    from django import forms
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse, JsonResponse
    from django.urls import path

    urls = type("Urls", (), {})
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=urls,
        USE_I18N=False,
        MENSHEN_URL=URL,
        MENSHEN_SITE_SECRET=SECRET,
    )
    from menshen.django import MenshenField

    class Registration(forms.Form):
        ticket = MenshenField()

    def register(request):
        form = Registration(request.POST or None)
        if request.method == "GET":
            return HttpResponse(f"{form.media}{form}")
        if form.is_valid():
            return JsonResponse({"mobile": form.cleaned_data["ticket"].mobile})
        away = form.has_error("ticket", "unavailable")
        return JsonResponse(form.errors, status=503 if away else 403)

    urls.urlpatterns = [path("register", register)]
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    return server.server_port, server.serve_forever


def fastapi():
    from typing import Annotated

    import uvicorn
    from fastapi import Depends, FastAPI

    from menshen import Menshen, Verification
    from menshen.fastapi import VerifiedPhone

    app = FastAPI()
    verified = VerifiedPhone(Menshen(URL, SECRET))

    @app.post("/register")
    def register(phone: Annotated[Verification, Depends(verified)]):
        return {"mobile": phone.mobile}

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    return listener.getsockname()[1], lambda: server.run(sockets=[listener])


port, serve = {site.__name__: site for site in (django, fastapi)}[sys.argv[1]]()
threading.Thread(target=serve, daemon=True).start()
print(port, flush=True)
sys.stdin.read()
