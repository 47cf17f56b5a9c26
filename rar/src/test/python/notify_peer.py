"""oslo.messaging as the peer of the adapter's tests: a notification listener, and notifiers driven by JSON lines.

Each line of standard input is a notification to send; each line of standard output is the outcome, or, with "heard",
a notification that the listener received meanwhile. Ends when its standard input ends.
"""
import argparse
import datetime
import json
import sys
import threading

from oslo_config import cfg
import oslo_messaging

PRIORITIES = ("audit", "debug", "info", "warn", "error", "critical", "sample")

write_lock = threading.Lock()


def say(**line):
    with write_lock:
        print(json.dumps(line), flush=True)


class Endpoint:
    """Tells what it hears; requeues once what asks for it."""

    def __init__(self):
        self.requeued = set()
        for priority in PRIORITIES:
            setattr(self, priority, self.listening_to(priority))

    def listening_to(self, priority):
        def listen(ctxt, publisher_id, event_type, payload, metadata):
            say(heard=json.dumps({
                "priority": priority, "context": ctxt, "publisher": publisher_id, "event": event_type,
                "payload": payload, "metadata": metadata}))
            if event_type == "requeue.me" and metadata["message_id"] not in self.requeued:
                self.requeued.add(metadata["message_id"])
                return oslo_messaging.NotificationResult.REQUEUE
            return oslo_messaging.NotificationResult.HANDLED
        return listen


class BatchEndpoint:
    """Tells how many it hears at once; requeues once a batch that asks for it."""

    def __init__(self):
        self.requeued = False
        for priority in PRIORITIES:
            setattr(self, priority, self.listening_to(priority))

    def listening_to(self, priority):
        def listen(messages):
            say(heard=json.dumps({
                "priority": priority, "events": [m["event_type"] for m in messages],
                "ids": [m["metadata"]["message_id"] for m in messages]}))
            if not self.requeued and any(m["event_type"] == "requeue.me" for m in messages):
                self.requeued = True
                return oslo_messaging.NotificationResult.REQUEUE
            return oslo_messaging.NotificationResult.HANDLED
        return listen


def listen(options, transport):
    targets = [oslo_messaging.Target(exchange=exchange or None, topic=topic)
               for exchange, _, topic in (target.rpartition(":") for target in options.topic.split(","))]
    if options.batch:
        return oslo_messaging.get_batch_notification_listener(
            transport, targets, [BatchEndpoint()], executor="threading", allow_requeue=True, pool=options.pool,
            batch_size=options.batch, batch_timeout=5)
    return oslo_messaging.get_notification_listener(
        transport, targets, [Endpoint()], executor="threading", allow_requeue=True, pool=options.pool)


class Context(dict):
    """A context as those of services are: newer notifiers send a copy without secrets, and nothing of a dictionary."""

    def redacted_copy(self):
        return {key: value for key, value in self.items() if key != "token"}


def payload(command):
    if command.get("dates"):
        return {"when": datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)}
    return command.get("payload")


def transport_of(conf, transport, exchange):
    """A notifier's exchange is its transport's control exchange; a service has it from its configuration."""
    if exchange is None:
        return transport
    conf.set_override("control_exchange", exchange)
    try:
        return oslo_messaging.get_notification_transport(conf, url=conf.peer_url)
    finally:
        conf.clear_override("control_exchange")


def send(conf, transport, command):
    exchange = command.get("exchange")
    told_on = transport_of(conf, transport, exchange)
    try:
        tell(told_on, command)
    finally:
        if told_on is not transport:
            told_on.cleanup()


def tell(transport, command):
    notifier = oslo_messaging.Notifier(
        transport, publisher_id=command.get("publisher"), driver=command.get("driver", "messagingv2"),
        topics=command.get("topics", ["to_java"]))
    getattr(notifier, command["priority"])(Context(command.get("context", {})), command["event"], payload(command))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--pool")
    parser.add_argument("--batch", type=int)
    options = parser.parse_args()
    conf = cfg.CONF
    conf([])
    conf.register_opt(cfg.StrOpt("peer_url", default=options.url))
    transport = oslo_messaging.get_notification_transport(conf, url=options.url)
    listener = listen(options, transport)
    listener.start()
    say(ready=True)
    for line in sys.stdin:
        try:
            send(conf, transport, json.loads(line))
            say(result="sent")
        except Exception as e:
            say(raised=type(e).__name__, text=str(e))
    listener.stop()
    listener.wait()
    transport.cleanup()


if __name__ == "__main__":
    main()
