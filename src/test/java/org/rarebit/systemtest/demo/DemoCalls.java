package org.rarebit.systemtest.demo;

import java.util.List;

/** The calls of the demo: each shows another thing that works. */
final class DemoCalls {

  private static final String TOPIC = "calculator";

  private DemoCalls() {}

  /**
   * All of them, in order.
   *
   * @param processId the server's
   */
  static List<DemoCall> all(long processId) {
    return List.of(
        call("add(a=2, b=3), connects first", "5", "add", "{\"a\": 2, \"b\": 3}"),
        call("add(a=2, b=3), again", "5", "add", "{\"a\": 2, \"b\": 3}"),
        call(
            "describe(text='Grüße 世界')",
            "8 characters, backwards: 界世 eßürG",
            "describe",
            "{\"text\": \"Grüße 世界\"}"),
        call(
            "summarize(a record)",
            "\"average\":2.5",
            "summarize",
            "{\"series\": {\"name\": \"heights\", \"values\": [1.5, 2, 4]}}"),
        call(
            "divide(dividend=1, divisor=0)",
            "DivisionByZeroException: Cannot divide 1 by zero",
            "divide",
            "{\"dividend\": 1, \"divisor\": 0}"),
        call("who()", "\"processId\":" + processId, "who", "{}"),
        new DemoCall(
            "cast log(line='hello')",
            "sent",
            page -> page.cast(TOPIC, "log", "{\"line\": \"hello\"}")),
        new DemoCall(
            "hello() of a topic nobody serves",
            "undeliverable",
            page -> page.call("rarebit_demo_nobody", "hello", "{}")));
  }

  private static DemoCall call(String title, String expected, String method, String args) {
    return new DemoCall(title, expected, page -> page.call(TOPIC, method, args));
  }
}
