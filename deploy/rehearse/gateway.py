"""The SMS gateway of the tests behind TLS, because production asks for it."""

from deploy.rehearse.certificate import Certificate
from tests.fakes.sms_gateway import PATH, FakeGateway


class Gateway(FakeGateway):
    """It accepts, refuses, hangs or is away, as a scene tells it."""

    def start_with(self, certificate: Certificate) -> None:
        self.start()
        server = self._server
        server.socket = certificate.served().wrap_socket(server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_port}{PATH}"
