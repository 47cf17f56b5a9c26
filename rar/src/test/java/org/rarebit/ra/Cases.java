package org.rarebit.ra;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.Arg;
import org.rarebit.api.Args;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.Name;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcError;
import org.rarebit.api.RpcMethod;

/** What {@link PythonCasesTest} calls, and has called, with nothing but the API. */
@RpcContract(version = "1.5")
public interface Cases {

  /** Has a name of its own in Python. */
  enum Colour {
    RED,
    @Name("dark green")
    DARK_GREEN
  }

  /** Is an object in JSON. */
  record Point(int x, @Name("y_axis") Optional<Integer> y) {}

  /** Is known to both sides. */
  @RpcError(name = "Refused", module = "cases.exception")
  final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final String stackName;

    /** Made from what travels. */
    public Refused(String message, @Arg("stack_name") String stackName) {
      super(message);
      this.stackName = stackName;
    }

    /** Travels as a keyword argument. */
    public String stackName() {
      return stackName;
    }
  }

  /** Another namespace of the same server. */
  @RpcContract(namespace = "control", version = "2.1")
  interface Control {
    String where();
  }

  Object echo(Object value);

  long subtract(long a, long b);

  String greet(String name, Optional<String> greeting);

  Map<String, Object> keywords(@Args Map<String, Object> kwargs);

  List<Object> mixed(String first, @Args Map<String, Object> rest);

  void nothing();

  Map<String, Object> context();

  void refuse(String why, @Arg("stack_name") String stackName) throws Refused;

  String fail(String text);

  CompletionStage<String> later(String text);

  String slow(long millis);

  @Cast
  void note(String line);

  @Fanout
  void tell(String line);

  @RpcMethod(value = "renamed_method", version = "1.2")
  String renamed();

  long whole(long value);

  byte small(byte value);

  double decimal(double value);

  boolean truth(boolean value);

  String text(String value);

  char letter(char value);

  BigInteger big(BigInteger value);

  BigDecimal exact(BigDecimal value);

  byte[] blob(byte[] value);

  LocalDateTime moment(LocalDateTime value);

  Instant instant(Instant value);

  LocalDate day(LocalDate value);

  Duration length(Duration value);

  UUID identity(UUID value);

  Colour colour(Colour value);

  Point point(Point value);

  List<Point> points(List<Point> value);

  Map<String, List<Integer>> table(Map<String, List<Integer>> value);

  int[] numbers(int[] value);

  Optional<String> maybe(Optional<String> value);

  Object anything(Object value);
}
