"""The answering side of oslo.messaging: URL, topic, exchange. Ends when its standard input does."""
import sys

from oslo_config import cfg
import oslo_messaging


class Endpoint:
    def echo(self, ctxt, text):
        return text


def main():
    url, topic, exchange = sys.argv[1:]
    cfg.CONF([])
    oslo_messaging.set_transport_defaults(exchange)
    transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=url)
    target = oslo_messaging.Target(topic=topic, server="bench")
    server = oslo_messaging.get_rpc_server(transport, target, [Endpoint()], executor="threading")
    server.start()
    print("ready", flush=True)
    sys.stdin.read()
    server.stop()
    server.wait()
    transport.cleanup()


if __name__ == "__main__":
    main()
