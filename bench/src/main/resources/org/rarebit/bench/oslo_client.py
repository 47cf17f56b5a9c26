"""The calling side of oslo.messaging: URL, exchange. Commands and answers are those of LoadCommand and Round."""
import math
import sys
import threading
import time

from oslo_config import cfg
import oslo_messaging


def percentile(ordered, share):
    if not ordered:
        return float("nan")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] / 1000


def run(transport, kind, topic, width, millis, text):
    client = oslo_messaging.RPCClient(transport, oslo_messaging.Target(topic=topic), timeout=20)
    latencies = []
    failures = []
    counts = []

    def call(until):
        own = []
        before = time.monotonic_ns()
        while before < until:
            if client.call({}, "echo", text=text) != text:
                raise ValueError("a wrong answer")
            after = time.monotonic_ns()
            own.append(after - before)
            before = after
        latencies.extend(own)
        counts.append(len(own))

    def cast(until):
        count = 0
        while time.monotonic_ns() < until:
            client.cast({}, "echo", text=text)
            count += 1
        counts.append(count)

    def guarded(work, until):
        try:
            work(until)
        except Exception as error:
            failures.append(error)

    if kind == "calls":
        client.call({}, "echo", text=text)
    begin = time.monotonic_ns()
    work = call if kind == "calls" else cast
    until = begin + millis * 1_000_000
    threads = [threading.Thread(target=guarded, args=(work, until))
               for _ in range(1 if kind == "casts" else width)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    nanos = time.monotonic_ns() - begin
    if failures:
        raise failures[0]
    latencies.sort()
    return "%d %d %s %s %s" % (sum(counts), nanos, *(
        "NaN" if math.isnan(p) else "%.1f" % p
        for p in (percentile(latencies, share) for share in (0.5, 0.99, 0.999))))


def main():
    url, exchange = sys.argv[1:]
    cfg.CONF([])
    oslo_messaging.set_transport_defaults(exchange)
    transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=url)
    print("ready", flush=True)
    for line in sys.stdin:
        kind, topic, width, millis, size, _ = line.split()
        try:
            print(run(transport, kind, topic, int(width), int(millis), "x" * int(size)), flush=True)
        except Exception as error:
            print("failed: %r" % error, flush=True)
    transport.cleanup()


if __name__ == "__main__":
    main()
