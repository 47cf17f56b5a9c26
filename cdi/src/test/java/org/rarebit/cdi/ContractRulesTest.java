package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;
import org.rarebit.ra.contract.Operations;

/** The adapter is the measure: what it refuses is refused at deployment, with the same words. */
class ContractRulesTest {

  interface Unmarked {
    void run();
  }

  @RpcContract
  static class NoInterface {}

  @RpcContract
  interface Overload {
    void move(int x);

    void move(int x, int y);
  }

  @RpcContract
  interface OverloadByName {
    @RpcMethod("shift")
    void move(int x);

    void shift(int x);
  }

  @RpcContract
  interface NamedOverload {
    void move(int x);

    @RpcMethod("move2")
    void move(int x, int y);
  }

  @RpcContract
  interface CastWithResult {
    @Cast
    int go();

    @Fanout
    CompletionStage<Void> all();
  }

  @RpcContract
  interface SameNames {
    void put(@Arg("x") int x, @Arg("x") int y, RpcContext context);
  }

  @RpcContract
  interface WithDefaults extends Unmarked {
    default int move(int x) {
      return move(x, 0);
    }

    int move(int x, int y);

    static void move() {}
  }

  @RpcContract
  interface Empty {}

  @RpcContract
  interface Narrowed extends Wide {
    @Override
    Integer get();
  }

  interface Wide {
    Number get();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Calculator.class,
        Unmarked.class,
        NoInterface.class,
        String.class,
        int.class,
        int[].class,
        Override.class,
        Overload.class,
        OverloadByName.class,
        NamedOverload.class,
        CastWithResult.class,
        SameNames.class,
        WithDefaults.class,
        Empty.class,
        Narrowed.class
      })
  void areThoseOfTheAdapter(Class<?> type) {
    IllegalArgumentException adapters =
        catchThrowableOfType(IllegalArgumentException.class, () -> Operations.ofContract(type));
    IllegalArgumentException ours =
        catchThrowableOfType(IllegalArgumentException.class, () -> ContractRules.check(type));

    if (adapters == null) {
      assertThat(ours).isNull();
    } else {
      assertThat(ours).hasMessage(adapters.getMessage());
    }
  }
}
