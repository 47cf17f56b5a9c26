package org.rarebit.ra.server;

import java.lang.reflect.Method;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInvocation;
import org.rarebit.ra.wire.RemoteFailure;

/**
 * A bean as the servers see it: what the container's side implements. Thread-safe; everything here
 * may run code of an application, and so for long.
 */
public interface Bean {

  /** One call of a method of the bean's. Used by one thread. */
  interface Call {

    /**
     * The method.
     *
     * @return of the bean's class, or of its listener's interface
     */
    Method method();

    /**
     * The arguments, bound when this is asked.
     *
     * @return in the method's order
     * @throws BadArgumentsException naming all that does not fit
     */
    Object[] bind() throws BadArgumentsException;

    /**
     * What interceptors see of it.
     *
     * @return null if there is nothing to be intercepted
     */
    default RpcInvocation invocation() {
      return null;
    }

    /**
     * The arguments as interceptors left them, bound when this is asked.
     *
     * @param asLeft what came of {@link #invocation}
     * @return in the method's order
     * @throws BadArgumentsException naming all that does not fit
     */
    default Object[] bind(RpcInvocation asLeft) throws BadArgumentsException {
      return bind();
    }

    /**
     * What the method may know of its request.
     *
     * @return null if it is for no request
     */
    RpcContext context();

    /**
     * Asked when nothing stands between this moment and the method any more.
     *
     * @return false if the method must not be called
     */
    boolean begin();
  }

  /**
   * The name of its class.
   *
   * @return in full
   */
  String className();

  /**
   * Delivers one call: takes an endpoint, binds, has the container begin, calls, and has it end.
   *
   * @param call what to deliver
   * @return how it ended; never throws
   */
  Outcome deliver(Call call);

  /**
   * Judges what a method's stage failed with.
   *
   * @param failure not null
   * @return the outcome
   */
  Outcome failed(Throwable failure);

  /**
   * Tells whether each delivery runs as its caller, so on a thread of its own.
   *
   * @return false if the bean runs as nobody
   */
  boolean runsAsCaller();

  /**
   * Runs a delivery soon, as the caller and on a thread of the container; or, if the container does
   * not take the caller's identity over, says so in the log and runs something else, as nobody.
   *
   * @param caller the context that names the caller
   * @param delivery what runs as the caller
   * @param refused what runs instead
   */
  void runAs(RequestContext caller, Runnable delivery, Runnable refused);

  /** A thread that delivered goes back to the container. */
  void threadLeaves();

  /** Nothing is delivered any more. */
  void close();

  /** Arguments that do not fit the method. */
  public static final class BadArgumentsException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Names what does not fit.
     *
     * @param message all of it, and what was expected
     */
    public BadArgumentsException(String message) {
      super(message);
    }
  }

  /**
   * How a delivery to a bean ended. Immutable.
   *
   * @param kind what came of it
   * @param result what the bean returned; null for everything but a result
   * @param failure what the bean or the container threw; null for a result, and if it was we who
   *     did not go on
   */
  public record Outcome(Kind kind, Object result, Throwable failure) {

    /**
     * Takes care that the failure can be told.
     *
     * @param kind see the record
     * @param result see the record
     * @param failure see the record; one whose own methods throw is replaced by one that says so
     */
    public Outcome {
      failure = failure == null ? null : MuteException.insteadOf(failure);
    }

    /** What came of it. */
    public enum Kind {
      /** The bean returned. */
      RESULT,
      /** The bean threw an exception of its application's: that is an answer like any other. */
      ANSWER,
      /** The container kept the caller from the method for want of a role: an answer as well. */
      ACCESS_REFUSED,
      /** The bean, the container or the transaction failed. */
      FAULT,
      /** The arguments do not fit the method, which was not called. */
      BAD_ARGUMENTS,
      /** The same, found within interceptors, so when the request had begun. */
      UNBOUND,
      /** The container has no instance of the bean now; the method was not called. */
      NO_ENDPOINT,
      /** The container did not begin the delivery; the method was not called. */
      NOT_BEGUN,
      /** We did not go on when it was about to be called. */
      HELD_BACK
    }

    static final Outcome OF_NOBODY = new Outcome(Kind.HELD_BACK, null, null);

    /**
     * The bean returned.
     *
     * @param result what; may be null
     * @return its outcome
     */
    public static Outcome of(Object result) {
      return new Outcome(Kind.RESULT, result, null);
    }

    /**
     * It was not called, because we said so.
     *
     * @return its outcome
     */
    public static Outcome heldBack() {
      return OF_NOBODY;
    }

    /** The system failed. */
    static Outcome fault(Throwable failure) {
      return new Outcome(Kind.FAULT, null, failure);
    }

    /**
     * Tells whether the method was called.
     *
     * @return false if it can be tried again without running twice
     */
    public boolean isBegun() {
      return switch (kind) {
        case RESULT, ANSWER, ACCESS_REFUSED, FAULT, UNBOUND -> true;
        case BAD_ARGUMENTS, NO_ENDPOINT, NOT_BEGUN, HELD_BACK -> false;
      };
    }

    /**
     * Tells whether it came to an exception.
     *
     * @return false for a result
     */
    public boolean isFailure() {
      return failure != null;
    }

    /** Whether it says that the system failed, rather than something to the caller. */
    boolean isFault() {
      return kind == Kind.FAULT || kind == Kind.NOT_BEGUN || kind == Kind.NO_ENDPOINT;
    }

    /**
     * What the caller is told. Callers see one class for a refusal, whatever the server's own is.
     */
    RemoteFailure toRemote() {
      return switch (kind) {
        case ACCESS_REFUSED -> RemoteFailure.accessRefused(String.valueOf(failure.getMessage()));
        case BAD_ARGUMENTS -> RemoteFailure.typeError(failure.getMessage());
        case UNBOUND ->
            failure instanceof BadArgumentsException
                ? RemoteFailure.typeError(failure.getMessage())
                : MuteException.toRemote(failure);
        default -> MuteException.toRemote(failure);
      };
    }
  }
}
