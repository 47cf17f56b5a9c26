package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rarebit.api.EncodingException;
import org.rarebit.api.RpcContext;
import org.rarebit.ra.contract.RpcOperation;
import org.rarebit.ra.contract.RpcParameter;
import org.rarebit.ra.wire.Json;

/** Binds a request's arguments, which travel by name, to a method's parameters. */
final class ArgumentBinder {

  private ArgumentBinder() {}

  /**
   * Binds all arguments.
   *
   * @return in the parameters' order
   * @throws BadArgumentsException naming everything that is missing, unknown or of the wrong type,
   *     and what was expected
   */
  static Object[] bind(RpcOperation operation, JsonNode args, RpcContext context)
      throws BadArgumentsException {
    List<String> problems = new ArrayList<>();
    Object[] bound = new Object[operation.parameters().size()];
    for (int i = 0; i < bound.length; i++) {
      RpcParameter parameter = operation.parameters().get(i);
      bound[i] = parameter.isContext() ? context : bind(parameter, args, problems);
    }
    args.fieldNames()
        .forEachRemaining(
            name -> {
              if (operation.parameters().stream().noneMatch(p -> name.equals(p.name()))) {
                problems.add("unexpected argument '" + name + "'");
              }
            });
    if (!problems.isEmpty()) {
      throw new BadArgumentsException(operation.signature() + ": " + String.join("; ", problems));
    }
    return bound;
  }

  private static Object bind(RpcParameter parameter, JsonNode args, List<String> problems) {
    JsonNode value = args.get(parameter.name());
    if (value == null) {
      if (isOptional(parameter.type())) {
        return Optional.empty();
      }
      if (!parameter.nullable()) {
        problems.add("missing argument '" + parameter.name() + "'");
      }
      return null;
    }
    try {
      return Json.convert(value, parameter.type());
    } catch (EncodingException e) {
      problems.add("argument '" + parameter.name() + "': " + e.getMessage());
      return null;
    }
  }

  private static boolean isOptional(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
  }
}
