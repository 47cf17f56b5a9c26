package org.rarebit.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The remote method failed and said how: the exception's class, module, text, arguments and trace,
 * as Python or Java wrote them. Nothing is deserialised: what arrives is text and JSON. Immutable.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/rpcclient.html">oslo_messaging
 *     rpc/client.py, RemoteError; _drivers/common.py, serialize_remote_exception</a>
 */
public class RemoteErrorException extends MessagingException {

  private static final long serialVersionUID = 1L;

  /** Of the failures that say that there is no such method: NoSuchMethod, UnsupportedVersion. */
  private static final String DISPATCHER = "oslo_messaging.rpc.dispatcher";

  /** The simple class name. */
  private final String remoteClass;

  /** The module or package. */
  private final String remoteModule;

  /** The text. */
  private final String remoteMessage;

  private final transient @Nullable List<@Nullable Object> remoteArgs;
  private final transient @Nullable Map<String, @Nullable Object> remoteKwargs;

  /** The trace, lines ending in a line feed. */
  private final String remoteTraceback;

  /**
   * Makes an exception from the fields of a failure.
   *
   * @param remoteClass the exception's simple class name, for example {@code ValueError}
   * @param remoteModule its Python module or Java package, for example {@code builtins}
   * @param remoteMessage its text
   * @param remoteArgs what its constructor was given, as JSON values
   * @param remoteKwargs its keyword arguments, as JSON values
   * @param remoteTraceback its trace, lines ending in a line feed; empty if none came
   */
  public RemoteErrorException(
      String remoteClass,
      String remoteModule,
      String remoteMessage,
      List<?> remoteArgs,
      Map<String, ?> remoteKwargs,
      String remoteTraceback) {
    super(
        remoteClass + ": " + remoteMessage,
        DISPATCHER.equals(remoteModule) ? MayHaveRun.NO : MayHaveRun.YES,
        null);
    this.remoteClass = Objects.requireNonNull(remoteClass);
    this.remoteModule = Objects.requireNonNull(remoteModule);
    this.remoteMessage = Objects.requireNonNull(remoteMessage);
    this.remoteArgs = Collections.unmodifiableList(new ArrayList<>(remoteArgs));
    this.remoteKwargs = Collections.unmodifiableMap(new LinkedHashMap<>(remoteKwargs));
    this.remoteTraceback = Objects.requireNonNull(remoteTraceback);
  }

  /**
   * The simple name of the remote exception's class, for example {@code ValueError} or {@code
   * UnsupportedVersion}.
   *
   * @return never null; empty if the peer did not say
   */
  public String remoteClass() {
    return remoteClass;
  }

  /**
   * The Python module or Java package of the remote exception's class.
   *
   * @return never null; empty if the peer did not say
   */
  public String remoteModule() {
    return remoteModule;
  }

  /**
   * The remote exception's text, without the class name that {@link #getMessage()} puts before it.
   *
   * @return never null
   */
  public String remoteMessage() {
    return remoteMessage;
  }

  /**
   * What the remote exception's constructor was given.
   *
   * @return JSON values, nulls possible; unmodifiable; empty after Java serialisation of this
   *     exception
   */
  public List<@Nullable Object> remoteArgs() {
    return remoteArgs == null ? List.of() : remoteArgs;
  }

  /**
   * The remote exception's keyword arguments, if its class keeps them.
   *
   * @return JSON values by name, nulls possible; unmodifiable; empty after Java serialisation of
   *     this exception
   */
  public Map<String, @Nullable Object> remoteKwargs() {
    return remoteKwargs == null ? Map.of() : remoteKwargs;
  }

  /**
   * The remote stack trace as the peer wrote it. It is not part of {@link #getMessage()}, so that
   * logs of the caller do not show the server's insides unasked.
   *
   * @return lines ending in a line feed; empty if none came
   */
  public String remoteTraceback() {
    return remoteTraceback;
  }
}
