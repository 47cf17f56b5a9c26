package org.rarebit.cdi;

import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.rarebit.api.RequestContext;
import org.rarebit.api.Target;

/** {@link ClientSettings} as they are written when a container passivates a bean. */
record SavedSettings(
    String exchange,
    String topic,
    String server,
    String namespace,
    String version,
    boolean fanout,
    Duration timeout,
    Duration monitor,
    String versionCap,
    LinkedHashMap<String, Object> context)
    implements Serializable {

  static SavedSettings of(ClientSettings settings) {
    Target target = settings.target();
    RequestContext context = settings.context();
    return new SavedSettings(
        target.exchange(),
        target.topic(),
        target.server(),
        target.namespace(),
        target.version(),
        target.fanout(),
        settings.timeout(),
        settings.monitor(),
        settings.versionCap(),
        context == null ? null : new LinkedHashMap<>(context.asMap()));
  }

  private Object readResolve() {
    return new ClientSettings(
        new Target(exchange, topic, server, namespace, version, fanout),
        timeout,
        monitor,
        versionCap,
        context == null ? null : RequestContext.of(context));
  }
}
