"""A client of the system tests: oslo.messaging with nothing configured but the broker's URL.

Reads one request a line, {"kind": "call", "target": {"topic": ...}, "method": ..., "args": {...}},
and writes one line for each: {"result": ...}, {"sent": true} or {"failure": {...}}.
"""
import argparse
import json
import sys

from oslo_config import cfg
import oslo_messaging


def answer(transport, request):
    target = oslo_messaging.Target(**request["target"])
    client = oslo_messaging.RPCClient(transport, target, timeout=request.get("timeout", 20))
    context = request.get("context", {})
    if request["kind"] == "call":
        return {"result": client.call(context, request["method"], **request["args"])}
    if request["kind"] == "fanout":
        client = client.prepare(fanout=True)
    client.cast(context, request["method"], **request["args"])
    return {"sent": True}


def failure(error):
    if isinstance(error, oslo_messaging.RemoteError):
        return {"class": error.exc_type, "message": error.value, "trace": error.traceback}
    return {"class": type(error).__name__, "message": str(error), "trace": None}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    options = parser.parse_args()

    transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=options.url)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            reply = answer(transport, json.loads(line))
        except Exception as error:  # whatever a caller can meet is an answer here
            reply = {"failure": failure(error)}
        print(json.dumps(reply), flush=True)
    transport.cleanup()


if __name__ == "__main__":
    main()
