package org.rarebit.ra;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;

/** Serves {@link Cases}, and tells what it was given. */
public class CasesBean implements RpcListener, Cases, Cases.Control {

  private final BlockingQueue<Object> given;

  /** For the container's generated subclass, which runs no method of it. */
  public CasesBean() {
    this(new LinkedBlockingQueue<>());
  }

  CasesBean(BlockingQueue<Object> given) {
    this.given = given;
  }

  private <T> T told(T value) {
    given.add(value == null ? "null" : value);
    return value;
  }

  @Override
  public Object echo(Object value) {
    return told(value);
  }

  @Override
  public long subtract(long a, long b) {
    told(List.of(a, b));
    return a - b;
  }

  @Override
  public String greet(String name, Optional<String> greeting) {
    told(List.of(name, greeting));
    return greeting.orElse("Hello") + " " + name;
  }

  @Override
  public Map<String, Object> keywords(Map<String, Object> kwargs) {
    return told(kwargs);
  }

  @Override
  public List<Object> mixed(String first, Map<String, Object> rest) {
    return told(List.of(first, rest));
  }

  @Override
  public void nothing() {
    told("nothing");
  }

  @Override
  public Map<String, Object> context() {
    return told(RpcContext.current().orElseThrow().requestContext().asMap());
  }

  @Override
  public void refuse(String why, String stackName) throws Refused {
    throw new Refused(why, stackName);
  }

  @Override
  public String fail(String text) {
    throw new IllegalStateException(text);
  }

  @Override
  public CompletionStage<String> later(String text) {
    return CompletableFuture.supplyAsync(() -> told(text));
  }

  @Override
  public String slow(long millis) {
    try {
      boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "done";
  }

  @Override
  public void note(String line) {
    told(line);
  }

  @Override
  public void tell(String line) {
    told(line);
  }

  @Override
  public String renamed() {
    return "renamed";
  }

  @Override
  public String where() {
    return "control";
  }

  @Override
  public long whole(long value) {
    return told(value);
  }

  @Override
  public byte small(byte value) {
    return told(value);
  }

  @Override
  public double decimal(double value) {
    return told(value);
  }

  @Override
  public boolean truth(boolean value) {
    return told(value);
  }

  @Override
  public String text(String value) {
    return told(value);
  }

  @Override
  public char letter(char value) {
    return told(value);
  }

  @Override
  public BigInteger big(BigInteger value) {
    return told(value);
  }

  @Override
  public BigDecimal exact(BigDecimal value) {
    return told(value);
  }

  @Override
  public byte[] blob(byte[] value) {
    told(Arrays.toString(value));
    return value;
  }

  @Override
  public LocalDateTime moment(LocalDateTime value) {
    return told(value);
  }

  @Override
  public Instant instant(Instant value) {
    return told(value);
  }

  @Override
  public LocalDate day(LocalDate value) {
    return told(value);
  }

  @Override
  public Duration length(Duration value) {
    return told(value);
  }

  @Override
  public UUID identity(UUID value) {
    return told(value);
  }

  @Override
  public Colour colour(Colour value) {
    return told(value);
  }

  @Override
  public Point point(Point value) {
    return told(value);
  }

  @Override
  public List<Point> points(List<Point> value) {
    return told(value);
  }

  @Override
  public Map<String, List<Integer>> table(Map<String, List<Integer>> value) {
    return told(value);
  }

  @Override
  public int[] numbers(int[] value) {
    told(Arrays.toString(value));
    return value;
  }

  @Override
  public Optional<String> maybe(Optional<String> value) {
    return told(value);
  }

  @Override
  public Object anything(Object value) {
    return told(value);
  }
}
