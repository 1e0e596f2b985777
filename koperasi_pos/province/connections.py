"""A connection that is cut off where it is idle once the server stops: over TLS the other side might never answer."""

from __future__ import annotations

from uvicorn.protocols.http.h11_impl import H11Protocol


class Connection(H11Protocol):
    """One connection of a till or a browser."""

    def shutdown(self) -> None:
        """The server stops: an answer on its way is finished, an idle connection is dropped without ceremony.

        A till that keeps its connection for the next question does not read; TLS would wait half a minute for it.
        """
        idle = self.cycle is None or self.cycle.response_complete
        super().shutdown()
        if idle:
            self.transport.abort()
