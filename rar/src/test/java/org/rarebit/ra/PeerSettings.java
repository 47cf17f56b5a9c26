package org.rarebit.ra;

/** The ways in which the peers on one broker may be configured. */
enum PeerSettings {
  DEFAULT("") {
    @Override
    void apply(RarebitResourceAdapter adapter) {
      adapter.setDurableQueues(false);
    }
  },
  DURABLE("?amqp_durable_queues=true") {
    @Override
    void apply(RarebitResourceAdapter adapter) {
      adapter.setDurableQueues(true);
    }
  },
  AUTO_DELETE("?amqp_auto_delete=true") {
    @Override
    void apply(RarebitResourceAdapter adapter) {
      adapter.setAutoDeleteQueues(true);
    }
  },
  QUORUM("?rabbit_quorum_queue=true") {
    @Override
    void apply(RarebitResourceAdapter adapter) {
      adapter.setQuorumQueues(true);
    }
  },
  /** Python can do that since 14.7.0, so there are no options of the 14.0.3 that tests use. */
  TRANSIENT_QUORUM(null) {
    @Override
    void apply(RarebitResourceAdapter adapter) {
      adapter.setQuorumQueues(true);
      adapter.setTransientQuorumQueues(true);
    }
  };

  private final String urlOptions;

  PeerSettings(String urlOptions) {
    this.urlOptions = urlOptions;
  }

  abstract void apply(RarebitResourceAdapter adapter);

  /** The same for Python, behind its transport URL. */
  String urlOptions() {
    return urlOptions;
  }
}
