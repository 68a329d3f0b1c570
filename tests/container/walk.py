"""Walks people through the flow of a Menshen that sees no file but those of its image.

Runs as root of its own mount, network and process namespaces, which `scripts/contained` makes: so nothing that
the machine has can stand in for what the image lacks. Around it stand a Redis and a receiver of messages, both by TLS
and by name: one name stands in /etc/hosts, the other only a name server knows.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from pathlib import Path

from machines import Certificates, NameServer, Receiver, Redis

PATIENCE = 60
"""Seconds until something counts as broken; the machine may be busy."""
NOBODY = 65532
SITE = "http://127.0.0.1:3000"
SITE_SECRET = "what-the-host-site-shows"
PROGRAM = "/opt/menshen/menshen"


def fail(why):
    sys.exit(f"contained: {why}")


def until(what, done):
    """Waits for this, and returns it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := done():
            return found
        time.sleep(0.02)
    return fail(f"no {what} within {PATIENCE} s")


def call(path, body=None, form=None):
    data = json.dumps(body).encode() if body else form
    kind = {"content-type": "application/json"} if body else {}
    request = urllib.request.Request(SITE + path, data, kind)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return fail(f"{path}: {error.code} {error.read().decode()}")


class Image:
    """The image's files, and what an engine adds to them."""

    def __init__(self, image, folder, authority):
        self.root = folder / "root"
        subprocess.run(["cp", "-al", image, self.root], check=True)
        for name in ["proc", "run/secrets"]:
            (self.root / name).mkdir(parents=True)
        (self.root / "etc/resolv.conf").write_text(f"nameserver {NameServer.ADDRESS}\n")
        (self.root / "etc/hosts").write_text("127.0.0.1 localhost sms.test\n")
        # Those that the image has, and the one of this test.
        bundle = self.root / "etc/ssl/certs/ca-certificates.crt"
        trusted = bundle.read_text()
        bundle.unlink()
        bundle.write_text(trusted + authority)

    def secret(self, name, value):
        (self.root / "run/secrets" / name).write_text(value)

    def seal(self):
        """From here on nobody writes to it."""
        root = str(self.root)
        subprocess.run(["mount", "--bind", root, root], check=True)
        subprocess.run(["mount", "-t", "proc", "proc", f"{root}/proc"], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", root], check=True)

    def command(self, *arguments):
        # In a namespace of somebody who is not root there is nobody else to be.
        is_root = Path("/proc/self/uid_map").read_text().split()[2] != "1"
        who = [f"--userspec={NOBODY}:{NOBODY}", "--groups="] if is_root else []
        return [shutil.which("chroot"), *who, str(self.root), PROGRAM, *arguments]


class Menshen:
    """The program, from its start to its end."""

    def __init__(self, image, settings):
        self.image, self.output, self.serving = image, [], threading.Event()
        self.settings = {"LEPTOS_SITE_ADDR": "0.0.0.0:3000", "METRICS_ADDR": "off", "IMAGE_CODE_KIND": "text"} | settings
        self.started, self.took = time.monotonic(), None
        self.process = subprocess.Popen(
            image.command(), env=self.settings, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        self.serving.wait(PATIENCE)
        if self.took is None:
            fail(f"it does not start:\n{''.join(self.output)}")

    def _read(self):
        for line in self.process.stdout:
            self.output.append(line)
            if "Menshen serves" in line:
                self.took = time.monotonic() - self.started
                self.serving.set()
        self.serving.set()

    def health(self, *arguments):
        """What the program says of itself, as the image's health check asks."""
        command = self.image.command("health", *arguments)
        return subprocess.run(command, env=self.settings, capture_output=True, text=True, check=False)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.reader.join()
        if code != 0:
            fail(f"it ended with {code}:\n{''.join(self.output)}")


def walk(mobile, redis, code_of_message):
    """From the page to the redeemed ticket."""
    page = call("/?lang=en").decode()
    for kind in ["css", "js", "wasm"]:
        address = re.search(rf"/pkg/menshen\.[\w-]+\.{kind}", page) or fail(f"the page names no {kind} file")
        call(address[0]) or fail(f"{address[0]} is empty")
    picture = str(uuid.uuid4())
    if not call(f"/image_codes/{picture}/").startswith(b"\x89PNG"):
        fail("there is no picture")
    text = redis.command("GET", f"image_code:{picture}")
    call("/api/v1/sms-codes", {"mobile": mobile, "image_code": text, "image_code_id": picture})
    code = until("message", code_of_message)
    ticket = json.loads(call("/api/v1/sms-codes/verify", {"mobile": mobile, "sms_code": code}))["ticket"]
    redeemed = json.loads(call("/siteverify", form=f"secret={SITE_SECRET}&response={ticket}".encode()))
    if redeemed.get("mobile") != f"+86{mobile}":
        fail(f"the ticket is not redeemed: {redeemed}")


def main(image, folder):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    certificates = Certificates(folder, ["redis.test", "sms.test"])
    names = NameServer({"redis.test": "127.0.0.1"})
    redis, receiver = Redis(folder, certificates), Receiver(certificates)
    image = Image(image, folder, certificates.authority())
    image.secret("menshen_secret", "a secret of the tests, longer than sixteen characters\n")
    image.secret("site_secret", SITE_SECRET)
    image.secret("redis_url", f"rediss://:{redis.PASSWORD}@redis.test:{redis.PORT}")
    image.secret("sms_webhook_url", f"https://sms.test:{receiver.PORT}/sms")
    image.secret("sms_webhook_secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    image.seal()
    files = ["MENSHEN_SECRET", "SITE_SECRET", "REDIS_URL"]
    shared = {f"{name}_FILE": f"/run/secrets/{name.lower()}" for name in files}

    until("redis-server", lambda: redis.command("PING") == "PONG")
    webhook = {
        "SMS_PROVIDER": "webhook",
        "SMS_WEBHOOK_URL_FILE": "/run/secrets/sms_webhook_url",
        "SMS_WEBHOOK_SECRET_FILE": "/run/secrets/sms_webhook_secret",
    }
    menshen = Menshen(image, shared | webhook)
    until("readiness", lambda: menshen.health("--ready").returncode == 0)
    walk("13800138001", redis, lambda: receiver.codes and receiver.codes[-1])
    if "redis.test" not in names.asked:
        fail("nobody asked the name server")
    if os.listdir(image.root) and any(os.access(image.root / name, os.W_OK) for name in ["etc", "opt", "run"]):
        fail("it could write to the image")
    menshen.stop()
    if (said := menshen.health()).returncode != 1:
        fail(f"a server that is gone is well: {said.stdout}")

    menshen = Menshen(image, shared | {"SMS_PROVIDER": "console", "ALLOW_CONSOLE_WITH_REDIS": "true"})
    until("readiness", lambda: menshen.health("--ready").returncode == 0)
    printed = lambda: (re.findall(r"^    code: (\d+)", "".join(menshen.output), re.MULTILINE) or [None])[-1]
    walk("13800138002", redis, printed)
    menshen.stop()

    # With nothing but its files; the quickest of five, for a busy machine.
    quickest = []
    for _ in range(5):
        menshen = Menshen(image, {})
        quickest.append(menshen.took)
        menshen.stop()
    print(f"the image serves after {min(quickest) * 1000:.1f} ms, and people got through with webhook and console")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
