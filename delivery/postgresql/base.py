"""Django's PostgreSQL, for a site that serves: statements end in time, and a server that has frozen
is given up within 5 seconds.

A frozen server keeps its connections open, so that a statement would wait for ever. While one
waits, the server is asked at intervals for another connection: one that is only slow answers.
"""

import logging
from functools import partial
from time import monotonic

import psycopg
from django.conf import settings
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg.waiting import wait

from delivery.commits import NotesCommits
from publishing.changes.transactions import AppendsToRecord

logger = logging.getLogger(__name__)
# Seconds: for a connection, of which libpq takes no fewer; without a word in a statement, until
# another connection is asked for; and from giving a server up until it is asked again.
CONNECT_SECONDS = 2
SILENCE_SECONDS = 2
FROZEN_SECONDS = 2
frozen_until = 0.0  # by the monotonic clock: until then nobody waits for the server again


class DatabaseWrapper(AppendsToRecord, NotesCommits, base.DatabaseWrapper):
    checking = False

    def get_connection_params(self):
        params = super().get_connection_params()
        if limit := settings.STATEMENT_SECONDS:
            params.setdefault("connect_timeout", CONNECT_SECONDS)
            timeout = f"-c statement_timeout={limit * 1000:.0f}"
            params["options"] = f"{params.get('options', '')} {timeout}"
        return params

    def get_new_connection(self, conn_params):
        if not settings.STATEMENT_SECONDS:
            return super().get_new_connection(conn_params)
        if monotonic() < frozen_until:
            raise OperationalError("The database did not answer a moment ago.")
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            _note_frozen()
            raise
        if connection.info.hostaddr:  # of the several that a name may have
            conn_params = conn_params | {"hostaddr": connection.info.hostaddr}
        # psycopg waits for every answer in this method.
        connection.wait = partial(self._wait, connection, conn_params)
        return connection

    def is_usable(self):
        self.checking = True
        try:
            return super().is_usable()
        finally:
            self.checking = False

    def _wait(self, connection, params, generator, interval=0.1, timeout=None):
        """Do psycopg's `Connection.wait`, and close the connection of a server that has frozen."""
        watched = self._watched(generator, params)
        try:
            return wait(watched, connection.pgconn.socket, interval=interval, timeout=timeout)
        except _FrozenError:
            connection.pgconn.finish()
            raise

    def _watched(self, generator, params):
        """Pass on what psycopg's generator waits for; raises _FrozenError."""
        begun = asked = monotonic()
        silence = SILENCE_SECONDS / 2 if self.checking else SILENCE_SECONDS
        try:
            waits_for = next(generator)
            while True:
                ready = yield waits_for
                if not ready and monotonic() > asked + silence:
                    self._ask_server(params, seconds=monotonic() - begun)
                    asked = monotonic()
                waits_for = generator.send(ready)
        except StopIteration as end:
            return end.value

    def _ask_server(self, params, seconds: float) -> None:
        """Raise _FrozenError unless the server still works, with a statement that waits so long."""
        if self.checking:
            raise _FrozenError("This connection does not answer.")
        # Beyond the limit whoever answers is not the server, but something between.
        if seconds > settings.STATEMENT_SECONDS + SILENCE_SECONDS or not _answers(params):
            _note_frozen()
            raise _FrozenError("The database does not answer.")


class _FrozenError(psycopg.OperationalError):
    pass


def _answers(params) -> bool:
    try:
        psycopg.connect(**{**params, "connect_timeout": CONNECT_SECONDS}).close()
    except psycopg.OperationalError as error:
        return "FATAL" in str(error)  # a refusal, such as of too many connections, is an answer
    return True


def _note_frozen() -> None:
    global frozen_until  # noqa: PLW0603
    frozen_until = monotonic() + FROZEN_SECONDS
