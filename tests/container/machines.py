"""What stands around the program: a name server, a Redis and a receiver of messages, both by TLS."""

import http.server
import json
import socket
import ssl
import struct
import subprocess
import threading


class Certificates:
    """An authority of its own, and one certificate for these names."""

    def __init__(self, folder, names):
        self.folder = folder
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        (folder / "names.ext").write_text("subjectAltName=" + ",".join(f"DNS:{name}" for name in names))
        for arguments in [
            f"req -x509 {key} -subj /CN=authority -keyout ca.key -out ca.crt",
            f"req {key} -subj /CN=server -keyout server.key -out server.csr",
            "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names.ext -out server.crt",
        ]:
            subprocess.run(["openssl", *arguments.split()], cwd=folder, check=True, capture_output=True)

    def file(self, name):
        return str(self.folder / name)

    def authority(self):
        return (self.folder / "ca.crt").read_text()


class NameServer:
    """Knows these names and no others (RFC 1035), and remembers what it was asked."""

    # Nobody else has it, so who finds a name here has read /etc/resolv.conf.
    ADDRESS = "127.53.0.1"
    HEADER = struct.Struct(">6H")

    def __init__(self, names):
        self.names, self.asked = names, set()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.ADDRESS, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            question, client = self.socket.recvfrom(512)
            self.socket.sendto(self._answer(question), client)

    def _answer(self, asked):
        number = self.HEADER.unpack_from(asked)[0]
        labels, at = [], self.HEADER.size
        while length := asked[at]:
            labels.append(asked[at + 1 : at + 1 + length].decode())
            at += 1 + length
        question = asked[self.HEADER.size : at + 5]
        (kind,) = struct.unpack_from(">H", asked, at + 1)
        name = ".".join(labels).lower()
        self.asked.add(name)
        known = self.names.get(name)
        # Of known names it has the A record alone; that other kinds are missing is no error.
        record = b""
        if known and kind == 1:
            record = struct.pack(">3HIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(known)
        flags = 0x8180 if known else 0x8183
        return self.HEADER.pack(number, flags, 1, bool(record), 0, 0) + question + record


class Redis:
    """A redis-server that speaks TLS alone. It ends with the namespace."""

    PORT, PASSWORD = 6390, "a-password"

    def __init__(self, folder, certificates):
        self.certificates = certificates
        self.process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", "0", "--tls-port", str(self.PORT),
             "--tls-cert-file", certificates.file("server.crt"), "--tls-key-file", certificates.file("server.key"),
             "--tls-ca-cert-file", certificates.file("ca.crt"), "--tls-auth-clients", "no",
             "--requirepass", self.PASSWORD, "--save", "", "--dir", str(folder)],
            stdout=subprocess.DEVNULL,
        )

    def command(self, *words):
        client = ["redis-cli", "--tls", "--cacert", self.certificates.file("ca.crt"), "--sni", "redis.test",
                  "--no-auth-warning", "-a", self.PASSWORD, "-p", str(self.PORT), "--raw", *words]
        return subprocess.run(client, capture_output=True, text=True, check=False).stdout.strip()


class Receiver:
    """Takes what the webhook provider posts."""

    PORT = 8443

    def __init__(self, certificates):
        self.codes = codes = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                codes.append(body["data"]["code"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", self.PORT), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.file("server.crt"), certificates.file("server.key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
