import json
import os
from urllib.parse import urlencode
from urllib.request import urlopen

from django.http import JsonResponse
from django.views.decorators.http import require_POST


def verified_mobile(ticket):
    """The phone number that a ticket stands for, or None. A ticket can be redeemed once."""
    form = urlencode({"secret": os.environ["SITE_SECRET"], "response": ticket})
    with urlopen(os.environ["MENSHEN_URL"] + "/siteverify", form.encode(), timeout=5) as answer:
        answer = json.load(answer)
    return answer["mobile"] if answer["success"] else None


@require_POST
def register(request):
    try:
        mobile = verified_mobile(request.POST.get("ticket", ""))
    except OSError:
        return JsonResponse({"error": "try again in a moment"}, status=503)
    if mobile is None:
        return JsonResponse({"error": "verify the phone number first"}, status=403)
    # Create the account for `mobile` here.
    return JsonResponse({"mobile": mobile})
