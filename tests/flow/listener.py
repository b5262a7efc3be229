"""Who listens to what happens at a hub."""
import http.client
import json


class Listener:
    """The event stream of a hub over one gateway, as a browser reads it."""

    def __init__(self, port, token=None, after=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if after:
            headers["Last-Event-ID"] = after
        self.connection = http.client.HTTPConnection("127.0.0.1", port,
                                                     timeout=20)
        self.connection.request("GET", "/v1/hubs/longgang/events",
                                headers=headers)
        self.stream = self.connection.getresponse()
        assert self.stream.status == 200, self.stream.read()
        self.last = after
        while not self.last:  # until it is told where the hub is now
            self.read_fields()

    def read_fields(self):
        """Up to the next empty line; comments are none."""
        fields = {}
        for line in self.stream:
            name, _, value = line.decode().strip().partition(": ")
            if not name and fields:
                break
            if name:
                fields[name] = value
        assert fields, "the stream has ended"
        self.last = fields.get("id", self.last)
        return fields

    def read(self):
        """(event, data) of the next one."""
        while True:
            fields = self.read_fields()
            if "data" in fields:
                return (fields.get("event", "message"),
                        json.loads(fields["data"]))

    def close(self):
        self.connection.close()
