package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.ValueMapper;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.ValueRules;

/**
 * The arguments and results of an operation as its contract wants them. Where that says nothing,
 * values and types pass as they are, at no cost. Thread-safe; blocks on nothing.
 */
public final class Values {

  private Values() {}

  /**
   * What to send of a value.
   *
   * @param operation whose it is
   * @param argument the argument's name on the wire; null for the result
   * @param value any
   * @return what becomes the value's JSON when it is written
   */
  public static Object outgoing(RpcOperation operation, String argument, Object value) {
    ValueRules rules = operation.values();
    return rules.isDefault()
        ? value
        : new Outgoing(rules, new Place(operation.name(), argument), value);
  }

  /**
   * What to read a value as.
   *
   * @param operation whose it is
   * @param argument the argument's name on the wire; null for the result
   * @param type the Java type
   * @return a type for {@link Json#convert}
   */
  public static Type incoming(RpcOperation operation, String argument, Type type) {
    ValueRules rules = operation.values();
    return rules.isDefault() || type == void.class || type == Void.class
        ? type
        : new Incoming(rules, new Place(operation.name(), argument), type);
  }

  /** Written by the rules wherever it stands. */
  private static final class Outgoing extends JsonSerializable.Base {

    private final ValueRules rules;
    private final Place place;
    private final Object value;

    Outgoing(ValueRules rules, Place place, Object value) {
      this.rules = rules;
      this.place = place;
      this.value = value;
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
      Dialect.Form form = Dialect.current().form(rules);
      ValueMapper mapper = rules.mapper();
      form.write(
          json, mapper == null ? value : mapper.toWire(Json.toExact(form.written(value)), place));
    }

    @Override
    public void serializeWithType(
        JsonGenerator json, SerializerProvider provider, TypeSerializer types) throws IOException {
      serialize(json, provider);
    }

    /** For logs: the value may be confidential. */
    @Override
    public String toString() {
      return place.toString();
    }
  }

  /** Read by the rules. */
  record Incoming(ValueRules rules, Place place, Type type) implements Type {

    Object convert(JsonNode tree) {
      Dialect.Form form = Dialect.current().form(rules);
      return Json.convert(rules.mapper() == null ? tree : mapped(tree), type, form);
    }

    private JsonNode mapped(JsonNode tree) {
      Object mapped;
      try {
        mapped = rules.mapper().fromWire(Json.toExact(tree), place);
      } catch (RuntimeException | Error e) { // the application's
        throw new EncodingException(
            "Cannot be read: " + rules.mapper().getClass().getSimpleName() + " threw " + e,
            MayHaveRun.YES,
            e);
      }
      try {
        return Json.tree(mapped);
      } catch (EncodingException e) { // it is the answer that cannot be read
        throw new EncodingException(e.getMessage(), MayHaveRun.YES, e);
      }
    }

    @Override
    public String getTypeName() {
      return type.getTypeName();
    }
  }

  private record Place(String method, String argument) implements ValueMapper.Place {

    @Override
    public String toText(Object value) {
      try {
        return new String(Json.bytes(value), StandardCharsets.US_ASCII);
      } catch (EncodingException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }

    @Override
    public Object fromText(String text) {
      try {
        return Json.toExact(
            Dialect.tree(Dialect.current().trees(Limits.DEFAULT.maxNesting()), text));
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "This text of " + text.length() + " characters is not JSON.");
      }
    }

    @Override
    public String toString() {
      return argument == null ? "result of " + method : method + "." + argument;
    }
  }
}
