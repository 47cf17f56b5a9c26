"""A server that joins traces, as an instrumentation for OpenTelemetry would make of oslo.messaging.

The trace context of W3C is taken from the header "traceparent" of the AMQP message, and given on in
the header of what is sent meanwhile. Otherwise as rpc_server.py.
"""
import argparse
import json
import secrets
import sys
import threading

import kombu
from oslo_config import cfg
import oslo_messaging

current = threading.local()


def carry_trace():
    publish = kombu.Producer.publish

    def publish_with_trace(self, body, *args, **options):
        traceparent = getattr(current, "traceparent", None)
        if traceparent:
            options["headers"] = dict(options.get("headers") or {}, traceparent=traceparent)
        return publish(self, body, *args, **options)

    kombu.Producer.publish = publish_with_trace


def join_traces(server):
    dispatch = server.dispatcher.dispatch

    def dispatch_in_trace(incoming):
        current.received = incoming.message._raw_message.headers.get("traceparent", "")
        version, trace, _, flags = current.received.split("-")
        current.span = secrets.token_hex(8)
        current.traceparent = "-".join((version, trace, current.span, flags))
        try:
            return dispatch(incoming)
        finally:
            current.traceparent = None

    server.dispatcher.dispatch = dispatch_in_trace


class Endpoint:
    target = oslo_messaging.Target(version="1.0")

    def __init__(self, transport):
        self.transport = transport

    def join(self, ctxt, topic):
        """Calls the topic, and tells the header that came and the span of its own."""
        target = oslo_messaging.Target(topic=topic)
        oslo_messaging.RPCClient(self.transport, target, timeout=20).call({}, "leaf")
        return current.received + " " + current.span


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--topic", required=True)
    options = parser.parse_args()

    carry_trace()
    transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=options.url)
    target = oslo_messaging.Target(topic=options.topic, server="node1")
    server = oslo_messaging.get_rpc_server(
        transport, target, [Endpoint(transport)], executor="threading")
    join_traces(server)
    server.start()
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.read()
    server.stop()
    server.wait()
    transport.cleanup()


if __name__ == "__main__":
    main()
