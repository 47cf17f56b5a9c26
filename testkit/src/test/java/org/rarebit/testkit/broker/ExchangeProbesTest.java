package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class ExchangeProbesTest extends Probe {
  @Test
  void defaultExchangeRoutesByQueueName() throws Exception {
    String queue = queue("q");

    publish("", queue, "a");

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void directExchangeRoutesByEqualKey() throws Exception {
    String exchange = exchange("x", "direct");
    String queue = queue("q");
    channel.queueBind(queue, exchange, "k");

    publish(exchange, "k", "a");
    publish(exchange, "K", "b");
    publish(exchange, "#", "c");

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void topicExchangeKnowsWildcards() throws Exception {
    String exchange = exchange("x", "topic");
    String one = queue("one");
    String any = queue("any");
    String end = queue("end");
    String literal = queue("literal");
    channel.queueBind(one, exchange, "a.*.c");
    channel.queueBind(any, exchange, "#");
    channel.queueBind(end, exchange, "a.#.c");
    channel.queueBind(literal, exchange, "a.b");

    for (String key : List.of("a.b.c", "a.c", "a.b.b.c", "a.b", "", "a..c")) {
      publish(exchange, key, key);
    }

    assertThat(drain(one)).containsExactly("a.b.c", "a..c");
    assertThat(drain(any)).containsExactly("a.b.c", "a.c", "a.b.b.c", "a.b", "", "a..c");
    assertThat(drain(end)).containsExactly("a.b.c", "a.c", "a.b.b.c", "a..c");
    assertThat(drain(literal)).containsExactly("a.b");
  }

  @Test
  void fanoutExchangeIgnoresTheKey() throws Exception {
    String exchange = exchange("x", "fanout");
    String first = queue("first");
    String second = queue("second");
    channel.queueBind(first, exchange, "k");
    channel.queueBind(second, exchange, "");

    publish(exchange, "other", "a");

    assertThat(drain(first)).containsExactly("a");
    assertThat(drain(second)).containsExactly("a");
  }

  @Test
  void headersExchangeComparesHeadersByTypeAndValue() throws Exception {
    String exchange = exchange("x", "headers");
    String all = queue("all");
    String any = queue("any");
    String withX = queue("with-x");
    channel.queueBind(all, exchange, "", Map.of("x-match", "all", "a", 1, "b", "two", "x-c", 1));
    channel.queueBind(any, exchange, "", Map.of("x-match", "any", "a", 1, "b", "two"));
    channel.queueBind(withX, exchange, "", Map.of("x-match", "any-with-x", "x-c", 3));

    publish(exchange, "", headers(Map.of("a", 1, "b", "two")), "both");
    publish(exchange, "", headers(Map.of("a", 1)), "one");
    publish(exchange, "", headers(Map.of("a", "1")), "other type");
    publish(exchange, "", headers(Map.of("x-c", 3)), "x");
    publish(exchange, "", "none");

    assertThat(drain(all)).containsExactly("both");
    assertThat(drain(any)).containsExactly("both", "one");
    assertThat(drain(withX)).containsExactly("x");
  }

  @Test
  void headersExchangeRefusesAnUnknownMatch() throws Exception {
    String exchange = exchange("x", "headers");
    String queue = queue("q");

    assertChannelRefuses(
            406, () -> channel.queueBind(queue, exchange, "", Map.of("x-match", "some")))
        .hasMessageContaining("nvalid x-match field value");
  }

  @Test
  void unboundQueueGetsNoMore() throws Exception {
    String exchange = exchange("x", "direct");
    String queue = queue("q");
    channel.queueBind(queue, exchange, "k");
    channel.queueBind(queue, exchange, "k"); // the same binding again
    publish(exchange, "k", "a");

    channel.queueUnbind(queue, exchange, "k");
    publish(exchange, "k", "b");

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void queueGetsAMessageOnceForSeveralBindings() throws Exception {
    String exchange = exchange("x", "topic");
    String queue = queue("q");
    channel.queueBind(queue, exchange, "a.*");
    channel.queueBind(queue, exchange, "#");
    channel.queueBind(queue, exchange, "a.b");

    publish(exchange, "a.b", "a");

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void autoDeleteExchangeGoesWithItsLastBinding() throws Exception {
    String exchange = exchangeName("x");
    channel.exchangeDeclare(exchange, "fanout", false, true, Map.of());
    String queue = queue("q");
    channel.queueBind(queue, exchange, "a");
    channel.queueBind(queue, exchange, "b");

    channel.queueUnbind(queue, exchange, "a");
    boolean withOneLeft = exchangeExists(exchange);
    channel.queueUnbind(queue, exchange, "b");

    assertThat(withOneLeft).isTrue();
    assertThat(exchangeExists(exchange)).isFalse();
  }

  @Test
  void autoDeleteExchangeGoesWithItsLastQueue() throws Exception {
    String exchange = exchangeName("x");
    channel.exchangeDeclare(exchange, "fanout", false, true, Map.of());
    String queue = queue("q");
    channel.queueBind(queue, exchange, "a");

    channel.queueDelete(queue);

    assertThat(exchangeExists(exchange)).isFalse();
  }

  @Test
  void passiveDeclarationOfAMissingExchangeIsRefused() throws Exception {
    String exchange = exchangeName("x");

    assertChannelRefuses(404, () -> channel.exchangeDeclarePassive(exchange))
        .hasMessageContaining("no exchange '" + exchange + "' in vhost '/'");
  }

  @Test
  void predeclaredExchangesExist() throws Exception {
    for (String name :
        List.of("amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match")) {
      channel.exchangeDeclarePassive(name);
    }
    channel.exchangeDeclare("amq.topic", "topic", true);
  }

  @Test
  void reservedExchangeNamesAreRefused() throws Exception {
    assertChannelRefuses(403, () -> channel.exchangeDeclare("amq.mine", "direct"))
        .hasMessageContaining("exchange name 'amq.mine' contains reserved prefix 'amq.*'");
  }

  @Test
  void predeclaredExchangeCannotBeDeleted() throws Exception {
    assertChannelRefuses(403, () -> channel.exchangeDelete("amq.topic"));
  }

  @Test
  void defaultExchangeCannotBeDeclaredOrBoundTo() throws Exception {
    String queue = queue("q");

    assertChannelRefuses(403, () -> channel.queueBind(queue, "", "k"))
        .hasMessageContaining("operation not permitted on the default exchange");
    Channel other = connection.createChannel();
    assertChannelRefuses(other, 403, () -> other.exchangeDeclarePassive(""));
  }

  @Test
  void redeclarationWithAnotherTypeIsRefused() throws Exception {
    String exchange = exchange("x", "direct");

    assertChannelRefuses(406, () -> channel.exchangeDeclare(exchange, "fanout"))
        .hasMessageContaining(
            "inequivalent arg 'type' for exchange '%s' in vhost '/': received 'fanout' but"
                    .formatted(exchange)
                + " current is 'direct'");
  }

  @Test
  void redeclarationWithAnotherDurabilityIsRefused() throws Exception {
    String exchange = exchange("x", "direct");

    assertChannelRefuses(406, () -> channel.exchangeDeclare(exchange, "direct", true))
        .hasMessageContaining(
            "inequivalent arg 'durable' for exchange '%s' in vhost '/': received 'true' but"
                    .formatted(exchange)
                + " current is 'false'");
  }

  @Test
  void redeclarationWithAnotherAutoDeleteIsRefused() throws Exception {
    String exchange = exchange("x", "direct");

    assertChannelRefuses(
            406, () -> channel.exchangeDeclare(exchange, "direct", false, true, Map.of()))
        .hasMessageContaining("inequivalent arg 'auto_delete' for exchange");
  }

  @Test
  void redeclarationWithAnotherAlternateIsRefused() throws Exception {
    String exchange = exchange("x", "direct");

    assertChannelRefuses(
            406,
            () ->
                channel.exchangeDeclare(
                    exchange, "direct", false, false, Map.of("alternate-exchange", "y")))
        .hasMessageContaining("received the value 'y' of type 'longstr' but current is none");
  }

  @Test
  void unknownExchangeTypeIsRefused() throws Exception {
    Action declaration = () -> channel.exchangeDeclare(exchangeName("x"), "nosuch");
    (isAtLeast(RabbitMqVersion.V4_0)
            ? assertChannelRefuses(406, declaration)
            : assertConnectionRefuses(503, declaration))
        .hasMessageContaining("unknown exchange type 'nosuch'");
  }

  @Test
  void missingExchangeCanBeDeleted() throws Exception {
    channel.exchangeDelete(exchangeName("x"));
  }

  @Test
  void exchangeInUseIsNotDeletedIfUnused() throws Exception {
    String exchange = exchange("x", "direct");
    channel.queueBind(queue("q"), exchange, "k");

    assertChannelRefuses(406, () -> channel.exchangeDelete(exchange, true))
        .hasMessageContaining("exchange '%s' in vhost '/' in use".formatted(exchange));
  }

  @Test
  void exchangeRoutesToABoundExchange() throws Exception {
    String source = exchange("source", "topic");
    String destination = exchange("destination", "direct");
    String queue = queue("q");
    channel.exchangeBind(destination, source, "a.#");
    channel.queueBind(queue, destination, "a.b");

    publish(source, "a.b", "a");
    publish(source, "a.c", "b");
    channel.exchangeUnbind(destination, source, "a.#");
    publish(source, "a.b", "c");

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void exchangesBoundInACircleRouteOnce() throws Exception {
    String one = exchange("one", "fanout");
    String other = exchange("other", "fanout");
    String queue = queue("q");
    channel.exchangeBind(one, other, "");
    channel.exchangeBind(other, one, "");
    channel.queueBind(queue, one, "");
    channel.queueBind(queue, other, "");

    publish(one, "", "a");

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void alternateExchangeGetsWhatIsNotRouted() throws Exception {
    String alternate = exchange("alternate", "fanout");
    String exchange = exchangeName("x");
    channel.exchangeDeclare(
        exchange, "direct", false, false, Map.of("alternate-exchange", alternate));
    String queue = queue("q");
    String rest = queue("rest");
    channel.queueBind(queue, exchange, "k");
    channel.queueBind(rest, alternate, "");

    publish(exchange, "k", "routed");
    publish(exchange, "other", "not routed");

    assertThat(drain(queue)).containsExactly("routed");
    assertThat(drain(rest)).containsExactly("not routed");
  }

  @Test
  void internalExchangeTakesNoPublishedMessages() throws Exception {
    String exchange = exchangeName("x");
    channel.exchangeDeclare(exchange, "fanout", false, false, true, Map.of());

    assertChannelRefuses(403, () -> publish(exchange, "", "a"))
        .hasMessageContaining(
            "cannot publish to internal exchange '%s' in vhost '/'".formatted(exchange));
  }

  @Test
  void publishToAMissingExchangeIsRefused() throws Exception {
    String exchange = exchangeName("x");

    assertChannelRefuses(404, () -> publish(exchange, "k", "a"))
        .hasMessageContaining("no exchange '" + exchange + "' in vhost '/'");
  }

  @Test
  void bindingOfWhatIsNotThereIsRefused() throws Exception {
    String queue = queue("q");
    String missing = exchangeName("missing");

    assertChannelRefuses(404, () -> channel.queueBind(queue, missing, "k"))
        .hasMessageContaining("no exchange '" + missing + "' in vhost '/'");
  }

  @Test
  void bindingOfAMissingQueueIsRefused() throws Exception {
    String exchange = exchange("x", "direct");
    String missing = queueName("missing");

    assertChannelRefuses(404, () -> channel.queueBind(missing, exchange, "k"))
        .hasMessageContaining("no queue '" + missing + "' in vhost '/'");
  }

  @Test
  void bindingThatIsNotThereCanBeUnbound() throws Exception {
    String exchange = exchange("x", "direct");
    String queue = queue("q");

    channel.queueUnbind(queue, exchange, "k");
    channel.queueUnbind(queue, exchangeName("missing"), "k");
    channel.queueUnbind(queueName("missing"), exchange, "k");
    channel.exchangeUnbind(exchangeName("missing"), exchange, "k");
  }

  @Test
  void copiesGoWhereTheHeadersSayAndBlindOnesAreHidden() throws Exception {
    String exchange = exchange("x", "direct");
    String to = queue("to");
    String cc = queue("cc");
    String bcc = queue("bcc");
    for (String queue : List.of(to, cc, bcc)) {
      channel.queueBind(queue, exchange, queue);
    }

    publish(exchange, to, headers(Map.of("CC", List.of(cc), "BCC", List.of(bcc))), "a");

    AMQP.BasicProperties properties = channel.basicGet(to, true).getProps();
    assertThat(properties.getHeaders()).containsOnlyKeys("CC");
    assertThat(drain(cc)).containsExactly("a");
    assertThat(drain(bcc)).containsExactly("a");
  }
}
