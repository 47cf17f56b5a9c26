package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RpcContext;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.RpcParameter;
import org.rarebit.ra.wire.Json;
import org.rarebit.ra.wire.Values;

/** Binds a request's arguments, which travel by name, to a method's parameters. */
final class ArgumentBinder {

  private ArgumentBinder() {}

  /**
   * Binds all arguments.
   *
   * @return in the parameters' order
   * @throws Bean.BadArgumentsException naming everything that is missing, unknown or of the wrong
   *     type, and what was expected
   */
  static Object[] bind(RpcOperation operation, JsonNode args, RpcContext context)
      throws Bean.BadArgumentsException {
    List<String> problems = new ArrayList<>();
    Object[] bound = new Object[operation.parameters().size()];
    int known = 0;
    boolean takesAll = false;
    for (int i = 0; i < bound.length; i++) {
      RpcParameter parameter = operation.parameters().get(i);
      takesAll |= parameter.isRest();
      known += parameter.kind() == RpcParameter.Kind.ARGUMENT && args.has(parameter.name()) ? 1 : 0;
      bound[i] =
          switch (parameter.kind()) {
            case CONTEXT -> context;
            case REST -> rest(operation, parameter, args, problems);
            case ARGUMENT -> bind(operation, parameter, args, problems);
          };
    }
    if (!takesAll && known < args.size()) {
      args.fieldNames()
          .forEachRemaining(
              name -> {
                if (isUnknown(operation, name)) {
                  problems.add("unexpected argument '" + name + "'");
                }
              });
    }
    if (!problems.isEmpty()) {
      throw new Bean.BadArgumentsException(
          operation.signature() + ": " + String.join("; ", problems));
    }
    return bound;
  }

  private static boolean isUnknown(RpcOperation operation, String name) {
    return operation.parameters().stream().noneMatch(p -> name.equals(p.name()));
  }

  private static Map<String, Object> rest(
      RpcOperation operation, RpcParameter parameter, JsonNode args, List<String> problems) {
    Type ofValues = ((ParameterizedType) parameter.type()).getActualTypeArguments()[1];
    Map<String, Object> rest = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> arg : args.properties()) {
      if (isUnknown(operation, arg.getKey())) {
        rest.put(
            arg.getKey(),
            read(
                arg.getKey(),
                arg.getValue(),
                Values.incoming(operation, arg.getKey(), ofValues),
                problems));
      }
    }
    return Collections.unmodifiableMap(rest);
  }

  private static Object bind(
      RpcOperation operation, RpcParameter parameter, JsonNode args, List<String> problems) {
    JsonNode value = args.get(parameter.name());
    if (value == null) {
      if (isOptional(parameter.type())) {
        return read(parameter.name(), null, parameter.type(), problems);
      }
      if (!parameter.nullable()) {
        problems.add("missing argument '" + parameter.name() + "'");
      }
      return null;
    }
    return read(
        parameter.name(),
        value,
        Values.incoming(operation, parameter.name(), parameter.type()),
        problems);
  }

  private static Object read(String name, JsonNode value, Type type, List<String> problems) {
    try {
      return Json.convert(value, type);
    } catch (EncodingException e) {
      problems.add("argument '" + name + "': " + e.getMessage());
      return null;
    }
  }

  private static boolean isOptional(Type type) {
    return type == OptionalInt.class
        || type == OptionalLong.class
        || type == OptionalDouble.class
        || type == Optional.class
        || (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class);
  }
}
