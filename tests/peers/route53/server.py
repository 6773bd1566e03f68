"""Serves an emulated AWS on loopback: Route 53, and the calls of other services that a bundle makes.

The account of a request is the number in its access key, "ACCOUNT111111111111"; signatures are not
looked at.
"""

import http.server
import json
import re
import threading

from . import others
from .rest import Rest
from .service import Route53


class Aws:
    """The whole cloud: give it a world, then point the AWS CLI at `url`."""

    def __init__(self, world=None):
        self.route53 = Route53()
        self.rest = Rest(self.route53)
        self.others = others.Services(self.route53)
        self.lock = threading.Lock()
        self.log = []
        if world is not None:
            self.others.load(world)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, content_type, text = outer.handle(self.command, self.path, self.headers, body)
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_DELETE = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handle(self, method, path, headers, body):
        credential = re.search(
            r"Credential=ACCOUNT(\d{12})/\d+/([a-z0-9-]+)/([a-z0-9-]+)/", headers.get("Authorization", "")
        )
        if credential is None:
            return 403, "text/plain", b"the request names no account"
        account, region, service = credential.groups()
        with self.lock:
            if service == "route53":
                status, text = self.rest.handle(account, method, path, body)
                kind = "text/xml"
            else:
                status, kind, text = self.others.handle(account, region, service, headers, body)
            self.log.append((account, service, method, path, status))
        return status, kind, text

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def record_sets(self):
        """Everything that is in the zones, comparable: {zone id: {key: record set}}."""
        with self.lock:
            return json.loads(
                json.dumps({zone.id: zone.listing() for _, zone in sorted(self.route53.zones.items())})
            )
