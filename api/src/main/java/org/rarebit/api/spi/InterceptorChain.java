package org.rarebit.api.spi;

import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;

/**
 * The interceptors of an application, and those of one client. Null stands for none, which costs
 * nothing. Immutable; serializable if those of the client are: those of the application are looked
 * up again.
 *
 * <p>An application's are made once for its class loader, while anybody uses them. Neither they nor
 * the loader are held here.
 */
public final class InterceptorChain implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * What is known of the applications, a few: replaced as a whole, so that each call looks without
   * a lock, in applications with and without interceptors alike.
   */
  private static volatile State state = new State(new Known[0], 0); // changed under a lock

  /** The application's. */
  private final transient List<RpcInterceptor> found;

  /** The client's. */
  private final ArrayList<RpcInterceptor> added;

  private final transient List<RpcInterceptor> all;

  private InterceptorChain(List<RpcInterceptor> found, List<RpcInterceptor> added) {
    this.found = found;
    this.added = new ArrayList<>(added);
    List<RpcInterceptor> both = new ArrayList<>(found);
    both.addAll(added);
    this.all = List.copyOf(both);
  }

  /**
   * Those of the application that the calling thread works for.
   *
   * @return null for none
   */
  public static @Nullable InterceptorChain ofApplication() {
    return of(Thread.currentThread().getContextClassLoader());
  }

  /**
   * Those of an application.
   *
   * @param application its class loader; null has none
   * @return null for none
   */
  public static @Nullable InterceptorChain of(@Nullable ClassLoader application) {
    if (application == null) {
      return null;
    }
    State now = state;
    Known known = now.of(application);
    if (known != null) {
      InterceptorChain chain = known.chain();
      if (chain != null || known.hasNone()) {
        return chain;
      }
    }
    return lookUp(application, now.forgotten);
  }

  private static @Nullable InterceptorChain lookUp(ClassLoader application, int forgotten) {
    List<RpcInterceptor> found = ApplicationServices.find(RpcInterceptor.class, application);
    boolean complete = true;
    for (InterceptorSource source :
        ApplicationServices.find(InterceptorSource.class, application)) {
      List<RpcInterceptor> some = source.interceptors();
      complete &= some != null;
      found.addAll(some == null ? List.of() : some);
    }
    InterceptorChain chain = found.isEmpty() ? null : new InterceptorChain(found, List.of());
    return complete ? remembered(application, chain, forgotten) : chain;
  }

  /**
   * Keeps what was found, unless another thread was faster.
   *
   * @param forgotten as it was before the look: what has been forgotten since may be this
   * @return what counts
   */
  private static synchronized @Nullable InterceptorChain remembered(
      ClassLoader application, @Nullable InterceptorChain chain, int forgotten) {
    State now = state;
    if (now.forgotten != forgotten) {
      return chain;
    }
    Known known = now.of(application);
    InterceptorChain first = known == null ? null : known.chain();
    if (first != null) {
      return first;
    }
    state = now.with(application, new Known(application, chain));
    return chain;
  }

  /** What is known of the calling thread's application counts no more: its beans have changed. */
  public static synchronized void forgetApplication() {
    state = state.without(Thread.currentThread().getContextClassLoader());
  }

  /**
   * With one more, which is the innermost.
   *
   * @param before those before; null for none
   * @param more the one
   * @return a copy
   */
  public static InterceptorChain with(@Nullable InterceptorChain before, RpcInterceptor more) {
    Objects.requireNonNull(more, "interceptor");
    List<RpcInterceptor> added = new ArrayList<>(before == null ? List.of() : before.added);
    added.add(more);
    return new InterceptorChain(before == null ? List.of() : before.found, added);
  }

  /**
   * Runs all of them around something.
   *
   * @param invocation what they see
   * @param end what they are around
   * @return the result; never null, never thrown instead
   */
  public CompletionStage<@Nullable Object> around(
      RpcInvocation invocation, Function<RpcInvocation, CompletionStage<@Nullable Object>> end) {
    return invocation.through(all, end);
  }

  /**
   * The application's are those of where it is read.
   *
   * @return the chain that was written, in this JVM
   */
  private Object readResolve() {
    InterceptorChain here = ofApplication();
    return new InterceptorChain(here == null ? List.of() : here.found, added);
  }

  /** An application, and what it has. Keeps neither alive. Immutable. */
  private static final class Known extends WeakReference<ClassLoader> {

    private final @Nullable WeakReference<InterceptorChain> chain; // null: it has none

    Known(ClassLoader application, @Nullable InterceptorChain chain) {
      super(application);
      this.chain = chain == null ? null : new WeakReference<>(chain);
    }

    boolean hasNone() {
      return chain == null;
    }

    /** Null if it has none, or nobody has used it any more. */
    @Nullable InterceptorChain chain() {
      return chain == null ? null : chain.get();
    }
  }

  /** All that is known at one moment. Immutable. */
  private static final class State {

    private final Known[] all;
    private final int forgotten; // how often something was

    State(Known[] all, int forgotten) {
      this.all = all;
      this.forgotten = forgotten;
    }

    /** Null if it is not known. */
    @Nullable Known of(ClassLoader application) {
      for (Known known : all) {
        if (known.refersTo(application)) {
          return known;
        }
      }
      return null;
    }

    State with(ClassLoader application, Known more) {
      List<Known> kept = others(application);
      kept.add(more);
      return new State(kept.toArray(Known[]::new), forgotten);
    }

    State without(@Nullable ClassLoader application) {
      return new State(others(application).toArray(Known[]::new), forgotten + 1);
    }

    /** Without those that have gone. */
    private List<Known> others(@Nullable ClassLoader application) {
      List<Known> others = new ArrayList<>();
      for (Known known : all) {
        if (!known.refersTo(null) && !known.refersTo(application)) {
          others.add(known);
        }
      }
      return others;
    }
  }
}
