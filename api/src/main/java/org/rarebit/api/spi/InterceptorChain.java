package org.rarebit.api.spi;

import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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

  /** Of class loaders that have some; guarded by itself. */
  private static final Map<ClassLoader, WeakReference<InterceptorChain>> KNOWN =
      new WeakHashMap<>();

  /** Of class loaders that have none; guarded by KNOWN. */
  private static final Map<ClassLoader, Boolean> WITHOUT = new WeakHashMap<>();

  /** The latest that has none, for a look without a lock. */
  private static volatile WeakReference<ClassLoader> without = new WeakReference<>(null);

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
  public static InterceptorChain ofApplication() {
    return of(Thread.currentThread().getContextClassLoader());
  }

  /**
   * Those of an application.
   *
   * @param application its class loader; null has none
   * @return null for none
   */
  public static InterceptorChain of(ClassLoader application) {
    if (application == null || without.refersTo(application)) {
      return null;
    }
    synchronized (KNOWN) {
      WeakReference<InterceptorChain> known = KNOWN.get(application);
      InterceptorChain chain = known == null ? null : known.get();
      if (chain != null) {
        return chain;
      }
      if (WITHOUT.containsKey(application)) {
        without = new WeakReference<>(application);
        return null;
      }
    }
    return lookUp(application); // without a lock: it runs the application's code
  }

  private static InterceptorChain lookUp(ClassLoader application) {
    List<RpcInterceptor> found = ApplicationServices.find(RpcInterceptor.class, application);
    boolean complete = true;
    for (InterceptorSource source :
        ApplicationServices.find(InterceptorSource.class, application)) {
      List<RpcInterceptor> some = source.interceptors();
      complete &= some != null;
      found.addAll(some == null ? List.of() : some);
    }
    if (!complete) {
      return found.isEmpty() ? null : new InterceptorChain(found, List.of());
    }
    synchronized (KNOWN) {
      if (found.isEmpty()) {
        WITHOUT.put(application, true);
        without = new WeakReference<>(application);
        return null;
      }
      WeakReference<InterceptorChain> known = KNOWN.get(application);
      InterceptorChain chain = known == null ? null : known.get();
      if (chain == null) { // else another thread was faster
        chain = new InterceptorChain(found, List.of());
        KNOWN.put(application, new WeakReference<>(chain));
      }
      return chain;
    }
  }

  /** What is known of the calling thread's application counts no more: its beans have changed. */
  public static void forgetApplication() {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    synchronized (KNOWN) {
      KNOWN.remove(application);
      WITHOUT.remove(application);
      without = new WeakReference<>(null);
    }
  }

  /**
   * With one more, which is the innermost.
   *
   * @param before those before; null for none
   * @param more the one
   * @return a copy
   */
  public static InterceptorChain with(InterceptorChain before, RpcInterceptor more) {
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
  public CompletionStage<Object> around(
      RpcInvocation invocation, Function<RpcInvocation, CompletionStage<Object>> end) {
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
}
