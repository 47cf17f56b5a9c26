"""A server of the system tests: oslo.messaging with nothing configured but the broker's URL.

Writes {"ready": true} when it serves, one line for each cast that it receives, and stops when its
standard input ends.
"""
import argparse
import json
import sys
import threading
import time

from oslo_config import cfg
import oslo_messaging

write_lock = threading.Lock()


def say(**line):
    with write_lock:
        print(json.dumps(line), flush=True)


class Endpoint:
    target = oslo_messaging.Target(version="1.3")

    def __init__(self, server):
        self.server = server

    def echo(self, ctxt, value):
        return value

    def nothing(self, ctxt):
        return None

    def name(self, ctxt):
        return self.server

    def context(self, ctxt):
        return {key: value for key, value in ctxt.items() if key != "client_timeout"}

    def fail(self, ctxt, text):
        raise ValueError(text, 42)

    def sleep(self, ctxt, millis):
        time.sleep(millis / 1000)
        return millis

    def record(self, ctxt, line):
        say(server=self.server, line=line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--server", required=True)
    options = parser.parse_args()

    transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=options.url)
    target = oslo_messaging.Target(topic=options.topic, server=options.server)
    server = oslo_messaging.get_rpc_server(
        transport, target, [Endpoint(options.server)], executor="threading")
    server.start()
    say(ready=True)
    sys.stdin.read()
    server.stop()
    server.wait()
    transport.cleanup()


if __name__ == "__main__":
    main()
