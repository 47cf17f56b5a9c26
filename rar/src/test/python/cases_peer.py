"""oslo.messaging as the peer of PythonCasesTest: a server that tells what it was given, and a client.

Each line of standard input is a command, with arguments and expectations as Python expressions; each line of
standard output is its answer. What the server was given is asked for by the command "heard".
"""
import argparse
import datetime
import json
import queue
import sys
import os
import time
import types
import uuid

from oslo_config import cfg
import oslo_messaging

given = queue.Queue()

TYPED = ("whole", "small", "decimal", "truth", "text", "letter", "big", "exact", "blob", "moment", "instant", "day",
         "length", "identity", "colour", "point", "points", "table", "numbers", "maybe", "anything")


class Refused(Exception):
    def __init__(self, message="", **kwargs):
        super().__init__(message)
        self.kwargs = kwargs


# a module of the application's, under the name by which both sides know it
exceptions = types.ModuleType("cases.exception")
Refused.__module__ = exceptions.__name__
exceptions.Refused = Refused
sys.modules["cases"] = types.ModuleType("cases")
sys.modules[exceptions.__name__] = exceptions


class Endpoint:
    target = oslo_messaging.Target(version="1.5")

    def echo(self, ctxt, value):
        given.put(value)
        return value

    def subtract(self, ctxt, a, b):
        given.put((a, b))
        return a - b

    def greet(self, ctxt, name, greeting="Hello"):
        given.put((name, greeting))
        return greeting + " " + name

    def keywords(self, ctxt, **kwargs):
        given.put(kwargs)
        return kwargs

    def mixed(self, ctxt, first, **rest):
        given.put((first, rest))
        return [first, rest]

    def nothing(self, ctxt):
        given.put("nothing")

    def context(self, ctxt):
        given.put(dict(ctxt))
        return {key: value for key, value in ctxt.items() if key != "client_timeout"}

    def refuse(self, ctxt, why, stack_name):
        raise Refused(why, stack_name=stack_name)

    @oslo_messaging.expected_exceptions(KeyError)
    def expected(self, ctxt, key):
        raise KeyError(key, 42)

    def fail(self, ctxt, text):
        raise ValueError(text, 42)

    def later(self, ctxt, text):
        return text

    def slow(self, ctxt, millis):
        time.sleep(millis / 1000)
        return "done"

    def note(self, ctxt, line):
        given.put(line)

    def tell(self, ctxt, line):
        given.put(line)

    def renamed_method(self, ctxt):
        return "renamed"

    def _hidden(self, ctxt):
        return "nobody is to see this"


for name in TYPED:
    setattr(Endpoint, name, Endpoint.echo)


class Control:
    target = oslo_messaging.Target(namespace="control", version="2.1")

    def where(self, ctxt):
        return "control"


def value_of(expression):
    return eval(expression, {"datetime": datetime, "uuid": uuid, "float": float})


def send(transport, command):
    target = oslo_messaging.Target(topic="java_cases", **command.get("target", {}))
    client = oslo_messaging.get_rpc_client(
        transport, target, timeout=command.get("timeout", 60), version_cap=command.get("cap"),
        call_monitor_timeout=command.get("monitor"))
    method = client.call if command["do"] == "call" else client.cast
    return method(command.get("context", {}), command["method"], **value_of(command.get("kwargs", "{}")))


def answer(transport, command):
    if command["do"] == "heard":
        result = given.get(timeout=30)
    elif command["do"] == "forget":
        while not given.empty():
            given.get()
        return {}
    else:
        result = send(transport, command)
    return {"result": repr(result), "expected": repr(value_of(command.get("expected", "None")))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    options = parser.parse_args()
    conf = cfg.CONF
    conf([])
    transport = oslo_messaging.get_rpc_transport(
        conf, url=options.url, allowed_remote_exmods=[exceptions.__name__])
    server = oslo_messaging.get_rpc_server(
        transport, oslo_messaging.Target(topic="python_cases", server="py1"), [Endpoint(), Control()],
        executor="threading")
    server.start()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            said = answer(transport, json.loads(line))
        except Exception as e:
            said = {"raised": type(e).__name__, "text": str(e), "type": getattr(e, "exc_type", None),
                    "value": getattr(e, "value", None), "args": repr(e.args),
                    "kwargs": repr(getattr(e, "kwargs", None))}
        print(json.dumps(said), flush=True)
    os._exit(0)  # servers that stop in good order take seconds, for which no test waits


if __name__ == "__main__":
    main()
