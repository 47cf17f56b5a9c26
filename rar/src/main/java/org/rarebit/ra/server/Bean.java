package org.rarebit.ra.server;

import java.lang.reflect.Method;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;

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
}
