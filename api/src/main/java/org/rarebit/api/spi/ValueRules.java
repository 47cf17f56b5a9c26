package org.rarebit.api.spi;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Naming;
import org.rarebit.api.Nulls;
import org.rarebit.api.RpcContract;
import org.rarebit.api.ValueMapper;

/**
 * What a contract says of its values. Immutable.
 *
 * @param names how names become names on the wire
 * @param nulls what becomes of nulls in objects
 * @param mapper what changes values on their way; null for nothing
 */
public record ValueRules(Naming names, Nulls nulls, @Nullable ValueMapper mapper) {

  /** What holds where no contract says anything. */
  public static final ValueRules DEFAULT = new ValueRules(Naming.AS_WRITTEN, Nulls.SEND, null);

  /**
   * Tells whether there is anything to do.
   *
   * @return true if these are the default's rules
   */
  public boolean isDefault() {
    return names == Naming.AS_WRITTEN && nulls == Nulls.SEND && mapper == null;
  }

  /**
   * The rules of a contract.
   *
   * @throws IllegalArgumentException if its mapper cannot be made; the text says why
   */
  static ValueRules of(RpcContract contract) {
    @Nullable ValueMapper mapper =
        contract.values() == ValueMapper.class ? null : made(contract.values());
    return new ValueRules(contract.names(), contract.nulls(), mapper);
  }

  private static ValueMapper made(Class<? extends ValueMapper> type) {
    String reason;
    try {
      Constructor<? extends ValueMapper> constructor = type.getDeclaredConstructor();
      if (constructor.trySetAccessible()) {
        return constructor.newInstance();
      }
      reason = "its constructor is not accessible";
    } catch (InvocationTargetException e) {
      reason = String.valueOf(e.getCause());
    } catch (ReflectiveOperationException e) {
      reason = e.toString();
    }
    throw new IllegalArgumentException(
        type.getName()
            + " cannot be made ("
            + reason
            + "): a ValueMapper is a class with a public constructor without parameters");
  }
}
