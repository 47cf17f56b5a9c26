package org.rarebit.console;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.ObjectName;

/** What the page gets, as JSON. */
final class StateJson {

  private static final double MICROS = 1000;

  private StateJson() {}

  /** Everything that is shown at one moment, with what there is to say about it. */
  static String state(List<Shown> shown, Course.Point now, boolean readOnly) {
    JsonArrayBuilder beans = Json.createArrayBuilder();
    for (Shown one : shown) {
      JsonArrayBuilder findings = Json.createArrayBuilder();
      for (Finding finding : Finding.about(one, shown)) {
        findings.add(
            Json.createObjectBuilder()
                .add("bad", finding.bad())
                .add("reason", finding.reason())
                .add("remedy", finding.remedy()));
      }
      JsonObjectBuilder bean =
          Json.createObjectBuilder()
              .add("name", one.name().getCanonicalName())
              .add("type", one.type())
              .add("key", key(one))
              .add("attributes", value(one.attributes()))
              .add("findings", findings);
      Course.Methods methods = now.methods().get(one.name());
      if (methods != null) {
        bean.add("methods", methods(methods));
      }
      beans.add(bean);
    }
    return Json.createObjectBuilder()
        .add("readOnly", readOnly)
        .add("point", point(now))
        .add("beans", beans)
        .build()
        .toString();
  }

  /**
   * The points of the last minutes, the oldest first; and of each bean whose methods have ended in
   * them, how long these took at each point.
   */
  static String course(List<Course.Point> points) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    Set<ObjectName> beans = new TreeSet<>();
    for (Course.Point point : points) {
      all.add(point(point));
      beans.addAll(point.methods().keySet());
    }
    JsonObjectBuilder methods = Json.createObjectBuilder();
    for (ObjectName bean : beans) {
      JsonArrayBuilder course = Json.createArrayBuilder();
      points.forEach(point -> course.add(methods(point.methods().get(bean))));
      methods.add(bean.getCanonicalName(), course);
    }
    return Json.createObjectBuilder().add("points", all).add("methods", methods).build().toString();
  }

  /** What tells it from others of its type, for readers. */
  private static JsonValue key(Shown one) {
    JsonObjectBuilder key = Json.createObjectBuilder();
    one.name().getKeyPropertyList().keySet().forEach(name -> key.add(name, one.key(name)));
    return key.build();
  }

  private static JsonValue point(Course.Point point) {
    JsonArrayBuilder all = Json.createArrayBuilder().add(point.millis());
    all.add(value(point.served())).add(value(point.failed())).add(value(point.calls()));
    all.add(point.waiting());
    all.add(value(point.p50())).add(value(point.p95())).add(value(point.p99()));
    return all.build();
  }

  /** In microseconds' steps: with all its digits a course would be twice as long. */
  private static JsonValue methods(Course.Methods methods) {
    return methods == null
        ? JsonValue.NULL
        : Json.createArrayBuilder().add(micros(methods.p50())).add(micros(methods.p99())).build();
  }

  private static double micros(double millis) {
    return Math.rint(millis * MICROS) / MICROS;
  }

  /** What JMX may hold. Numbers that JSON does not have are null. */
  static JsonValue value(Object value) {
    if (value == null) {
      return JsonValue.NULL;
    }
    if (value instanceof Boolean flag) {
      return flag ? JsonValue.TRUE : JsonValue.FALSE;
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? Json.createValue(number) : JsonValue.NULL;
    }
    if (value instanceof Long || value instanceof Integer) {
      return Json.createValue(((Number) value).longValue());
    }
    if (value instanceof List<?> list) {
      JsonArrayBuilder array = Json.createArrayBuilder();
      list.forEach(element -> array.add(value(element)));
      return array.build();
    }
    if (value instanceof Map<?, ?> map) {
      JsonObjectBuilder object = Json.createObjectBuilder();
      map.forEach((key, element) -> object.add(String.valueOf(key), value(element)));
      return object.build();
    }
    return Json.createValue(value.toString());
  }
}
