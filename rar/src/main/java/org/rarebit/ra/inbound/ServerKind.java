package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkKeeper;

/**
 * How activations of one kind become servers: of requests, or of notifications. Thread-safe.
 *
 * @param <P> the properties of an activation
 * @param <K> what makes two activations one server
 * @param <A> an activation
 * @param <S> a server
 */
interface ServerKind<P extends ActivationSpec, K, A extends ActiveBean, S extends SharedServer<A>> {

  /** Checks all properties, as not every container does, and tells the server's key. */
  K key(MessageEndpointFactory factory, P spec) throws InvalidPropertyException;

  /** Where a server consumes. */
  BrokerSettings broker(K key);

  /**
   * The properties of which a server has one value, by name: its first activation's. Values may be
   * null.
   */
  Map<String, Object> shared(P spec);

  /** What gives an activation a server, and so values, of its own. */
  String apart();

  /** A server without activations; the first one decides what all of them share. */
  S server(K key, P first, LinkKeeper supervisor);

  /** An activation that is to be added to its server. */
  A activation(MessageEndpointFactory factory, P spec, S server) throws ResourceException;

  /** How long a deactivation waits for running methods. */
  Duration drainTimeout(P spec);
}
