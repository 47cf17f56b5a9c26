"""A client and two servers of oslo.messaging in one process, with nothing configured but the URL.

Prints one line for each thing that worked; anything else goes to stderr.
Usage: oslo_peer.py rabbit://guest:guest@127.0.0.1:PORT/
"""

import os
import queue
import sys
import threading

from oslo_config import cfg
import oslo_messaging

SECONDS = 10


class Endpoint:
    def __init__(self, name, heard):
        self.name = name
        self.heard = heard
        self.released = threading.Event()

    def add(self, ctxt, a, b):
        return a + b

    def who(self, ctxt):
        return self.name

    def fail(self, ctxt, text):
        raise ValueError(text)

    def hang(self, ctxt):
        self.released.wait(SECONDS)

    def tell(self, ctxt, text):
        self.heard.put((self.name, text))


class NotificationEndpoint:
    def __init__(self, heard):
        self.heard = heard
        self.times = 0

    def info(self, ctxt, publisher_id, event_type, payload, metadata):
        self.times += 1
        if self.times == 1:
            return oslo_messaging.NotificationResult.REQUEUE
        self.heard.put((event_type, payload, self.times))
        return oslo_messaging.NotificationResult.HANDLED


def rpc(conf, url):
    transport = oslo_messaging.get_rpc_transport(conf, url)
    heard = queue.Queue()
    endpoints = [Endpoint(name, heard) for name in ("one", "two")]
    servers = [
        oslo_messaging.get_rpc_server(
            transport,
            oslo_messaging.Target(topic="calc", server=endpoint.name),
            [endpoint],
            executor="threading",
        )
        for endpoint in endpoints
    ]
    for server in servers:
        server.start()
    client = oslo_messaging.RPCClient(
        transport, oslo_messaging.Target(topic="calc"), timeout=SECONDS
    )

    assert client.call({}, "add", a=2, b=3) == 5
    print("call")

    assert client.prepare(server="two").call({}, "who") == "two"
    print("call to a server")

    for number in range(100):
        assert client.call({}, "add", a=number, b=1) == number + 1
    print("a hundred calls")

    client.cast({}, "tell", text="cast")
    assert heard.get(timeout=SECONDS)[1] == "cast"
    print("cast")

    client.prepare(fanout=True).cast({}, "tell", text="fanout")
    assert sorted(heard.get(timeout=SECONDS) for _ in servers) == [
        ("one", "fanout"),
        ("two", "fanout"),
    ]
    print("fanout")

    try:
        client.call({}, "fail", text="no such thing")
    except ValueError as error:
        assert "no such thing" in str(error)
        print("remote exception")

    try:
        client.prepare(server="one", timeout=1).call({}, "hang")
    except oslo_messaging.MessagingTimeout:
        print("timeout")
    endpoints[0].released.set()

    at_least_once = oslo_messaging.TransportOptions(at_least_once=True)
    try:
        client.prepare(topic="nobody", transport_options=at_least_once).call({}, "add", a=1, b=1)
    except oslo_messaging.exceptions.MessageUndeliverable:
        print("undeliverable")

    for server in servers:
        server.stop()
        server.wait()
    transport.cleanup()


def notifications(conf, url):
    transport = oslo_messaging.get_notification_transport(conf, url)
    heard = queue.Queue()
    listener = oslo_messaging.get_notification_listener(
        transport,
        [oslo_messaging.Target(topic="notifications")],
        [NotificationEndpoint(heard)],
        executor="threading",
        allow_requeue=True,
    )
    listener.start()
    notifier = oslo_messaging.Notifier(
        transport, publisher_id="test", driver="messagingv2", topics=["notifications"]
    )

    notifier.info({}, "invoice.created", {"id": 7})
    assert heard.get(timeout=SECONDS) == ("invoice.created", {"id": 7}, 2)
    print("notification with requeue")

    listener.stop()
    listener.wait()
    transport.cleanup()


def main():
    # the global one: parts of oslo.messaging register their options nowhere else
    conf = cfg.CONF
    conf([], default_config_files=[])
    rpc(conf, sys.argv[1])
    notifications(conf, sys.argv[1])
    # a thread of oslo.messaging's metrics would keep the process for some seconds
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
