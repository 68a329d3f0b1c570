"""Plays Aliyun, Tencent Cloud and the receiver of a webhook. The official packages say whether a
request is signed as they would sign it; nothing of that is written here.

    verify.py ALIYUN_ID ALIYUN_SECRET TENCENT_ID TENCENT_SECRET WEBHOOK_SECRET

Prints its port, then serves until its standard input ends.
"""

import json
import sys
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from alibabacloud_openapi_util.client import Client as AliyunSigner
from Tea.request import TeaRequest
from standardwebhooks import Webhook
from tencentcloud.common.abstract_client import AbstractClient as TencentSigner
from tencentcloud.common.credential import Credential

ALIYUN_ID, ALIYUN_SECRET, TENCENT_ID, TENCENT_SECRET, WEBHOOK_SECRET = sys.argv[1:]


def aliyun(request, body):
    """Who signs this request, and with what, by Aliyun's own package."""
    address = urlsplit(request.path)
    sent = request.headers["authorization"]
    signed = TeaRequest()
    signed.method = request.command
    signed.pathname = address.path
    signed.query = dict(parse_qsl(address.query, strict_parsing=True))
    names = sent.split("SignedHeaders=")[1].split(",")[0].split(";")
    signed.headers = {name: request.headers[name] for name in names}
    algorithm = "ACS3-HMAC-SHA256"
    payload = AliyunSigner.hex_encode(AliyunSigner.hash(body, algorithm))
    ours = AliyunSigner.get_authorization(signed, algorithm, payload, ALIYUN_ID, ALIYUN_SECRET)
    assert sent == ours, f"{sent} is not {ours}"
    assert payload == request.headers["x-acs-content-sha256"]
    return {"Code": "OK", "Message": "OK"}


def tencent(request, body):
    """The same by Tencent's."""
    headers = {name.title(): value for name, value in request.headers.items()}
    timestamp = headers["X-Tc-Timestamp"]
    signed = SimpleNamespace(
        method=request.command,
        uri=request.path,
        data=body.decode(),
        header={**headers, "X-TC-Timestamp": timestamp},
    )
    date = datetime.fromtimestamp(int(timestamp), timezone.utc).strftime("%Y-%m-%d")
    signer = TencentSigner(Credential(TENCENT_ID, TENCENT_SECRET), headers["X-Tc-Region"])
    signature = signer._get_tc3_signature(None, signed, date, "sms", TENCENT_SECRET)
    ours = (
        f"TC3-HMAC-SHA256 Credential={TENCENT_ID}/{date}/sms/tc3_request, "
        f"SignedHeaders=content-type;host, Signature={signature}"
    )
    assert headers["Authorization"] == ours, f"{headers['Authorization']} is not {ours}"
    return {"Response": {"SendStatusSet": [{"Code": "Ok"}]}}


def webhook(request, body):
    """Signature and time, by the package of Standard Webhooks."""
    message = Webhook(WEBHOOK_SECRET).verify(body, dict(request.headers.items()))
    assert message["type"] == "sms_code.requested"
    return {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        by_header = {"x-acs-action": aliyun, "x-tc-action": tencent, "webhook-id": webhook}
        try:
            check = next(check for name, check in by_header.items() if name in self.headers)
            status, answer = 200, check(self, body)
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            print(f"verify.py says no: {why}", file=sys.stderr, flush=True)
            status, answer = 403, {}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
