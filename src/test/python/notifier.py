"""A notifier of the system tests: oslo.messaging with nothing configured but the broker's URL.

Reads one notification a line, {"topic": ..., "publisher_id": ..., "event_type": ..., "payload": ...} and, if it
matters, "priority" and "context"; sends it with the driver messagingv2, and writes {"sent": true}.
"""
import argparse
import json
import sys

from oslo_config import cfg
import oslo_messaging


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    options = parser.parse_args()

    transport = oslo_messaging.get_notification_transport(cfg.CONF, url=options.url)
    notifiers = {}
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        topic = told["topic"]
        if topic not in notifiers:
            notifiers[topic] = oslo_messaging.Notifier(
                transport, driver="messagingv2", topics=[topic])
        notifier = notifiers[topic].prepare(publisher_id=told["publisher_id"])
        tell = getattr(notifier, told.get("priority", "info"))
        tell(told.get("context", {}), told["event_type"], told["payload"])
        print(json.dumps({"sent": True}), flush=True)
    transport.cleanup()


if __name__ == "__main__":
    main()
