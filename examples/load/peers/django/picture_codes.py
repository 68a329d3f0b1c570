"""Picture codes as the tutorial has them: a Django view that draws with Pillow and keeps the text in Redis.

One file is the whole site: `gunicorn picture_codes:application`.
"""

import io
import os
import random
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views import View
from django_redis import get_redis_connection
from wheezy.captcha.image import background, captcha, curve, noise, offset, rotate, smooth, text, warp

settings.configure(
    ALLOWED_HOSTS=["*"],
    CACHES={"code": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": os.environ["REDIS_URL"]}},
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
)

FONT = Path(__file__).parents[4] / "crates/challenge/src/glyphs/fonts/sans-a.ttf"
CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
draw = captcha(
    drawings=[
        background(),
        text(fonts=[str(FONT)], drawings=[warp(), rotate(), offset()]),
        curve(),
        noise(),
        smooth(),
    ]
)


class ImageCodeView(View):
    def get(self, request, uuid):
        code = "".join(random.choices(CHARACTERS, k=4))
        get_redis_connection("code").setex(str(uuid), 100, code)
        image = io.BytesIO()
        draw(code).save(image, "JPEG", quality=75)
        return HttpResponse(image.getvalue(), content_type="image/jpeg")


urlpatterns = [path("image_codes/<uuid:uuid>/", ImageCodeView.as_view())]
application = get_wsgi_application()
