"""oslo.messaging as the peer of the adapter's tests: a server, and a client driven by JSON lines.

Each line of standard input is a command; each line of standard output is its answer, or, with "heard",
what the server received meanwhile. Ends when its standard input ends.
"""
import argparse
import json
import os
import sys
import tempfile
import threading
import time
import types

from oslo_config import cfg
import oslo_messaging

write_lock = threading.Lock()


def say(**line):
    with write_lock:
        print(json.dumps(line), flush=True)


class Refused(Exception):
    pass


# a module of the application's, under the name by which both sides know it
exceptions = types.ModuleType("calculator.exception")
Refused.__module__ = exceptions.__name__
exceptions.Refused = Refused
sys.modules["calculator"] = types.ModuleType("calculator")
sys.modules[exceptions.__name__] = exceptions


class Endpoint:
    target = oslo_messaging.Target(version="1.4")

    def add(self, ctxt, a, b):
        return a + b

    def context(self, ctxt):
        return dict(ctxt)

    def slow(self, ctxt, seconds):
        time.sleep(seconds)
        return "done"

    def refuse(self, ctxt, why):
        raise Refused(why)

    @oslo_messaging.expected_exceptions(KeyError)
    def expected(self, ctxt):
        raise KeyError("expected")

    def heard(self, ctxt, line):
        say(heard=line)


class Control:
    target = oslo_messaging.Target(namespace="control", version="2.1")

    def where(self, ctxt):
        return "python"


def client(transport, command):
    target = oslo_messaging.Target(
        exchange=command.get("exchange"), topic=command["topic"], server=command.get("server"),
        namespace=command.get("namespace"), version=command.get("version"),
        fanout=command.get("fanout"))
    return oslo_messaging.get_rpc_client(
        transport, target, timeout=command.get("timeout", 10), version_cap=command.get("cap"),
        call_monitor_timeout=command.get("monitor"),
        transport_options=oslo_messaging.TransportOptions(
            at_least_once=command.get("at_least_once", False)))


def serve(transport, **target):
    server = oslo_messaging.get_rpc_server(
        transport, oslo_messaging.Target(**target), [Endpoint(), Control()], executor="threading")
    server.start()


def do(transport, command):
    if command["do"] == "serve":
        return serve(transport, **command["target"])
    one = client(transport, command)
    send = one.call if command["do"] == "call" else one.cast
    return send(command.get("context", {}), command["method"], **command.get("args", {}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--server", required=True)
    options = parser.parse_args()
    conf = cfg.CONF
    # an option of the server that is not registered before there is one: so from a file
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write("[DEFAULT]\nrpc_ping_enabled = true\n")
        file.flush()
        conf(["--config-file", file.name])
    transport = oslo_messaging.get_rpc_transport(
        conf, url=options.url, allowed_remote_exmods=[exceptions.__name__])
    serve(transport, topic=options.topic, server=options.server)
    say(ready=True)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            say(result=do(transport, command))
        except Exception as e:
            say(raised=type(e).__name__, text=str(e), type=getattr(e, "exc_type", None),
                value=getattr(e, "value", None))
    os._exit(0)  # servers that stop in good order take seconds, for which no test waits


if __name__ == "__main__":
    main()
