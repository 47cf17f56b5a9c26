package org.rarebit.ra.wire;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcError;
import org.rarebit.api.spi.ErrorArguments;

/**
 * Why a remote method failed, as it travels: text and JSON, nothing that could be turned into code.
 * Immutable.
 *
 * @param className the simple class name of the exception, for example {@code ValueError}; empty if
 *     the peer did not say
 * @param module its Python module or Java package; empty if the peer did not say
 * @param message its text, may be empty
 * @param traceback the lines of its stack trace, each ending in a line feed
 * @param args what its constructor was given, JSON-native
 * @param kwargs its keyword arguments, JSON-native
 */
public record RemoteFailure(
    String className,
    String module,
    String message,
    List<String> traceback,
    List<Object> args,
    Map<String, Object> kwargs) {

  /** What Python appends to class and module of an exception that came from a peer. */
  private static final String REMOTE = "_Remote";

  private static final String BUILTINS = "builtins";
  private static final String DISPATCHER = "oslo_messaging.rpc.dispatcher";

  /**
   * Copies the collections, and takes the {@code _Remote} off class and module, where both have it:
   * an exception keeps its name however many hops it makes.
   *
   * @param className see the record
   * @param module see the record
   * @param message see the record
   * @param traceback see the record
   * @param args see the record
   * @param kwargs see the record
   */
  public RemoteFailure {
    if (className.endsWith(REMOTE) && module.endsWith(REMOTE)) {
      className = withoutSuffix(className);
      module = withoutSuffix(module);
    }
    traceback = List.copyOf(traceback);
    args = Collections.unmodifiableList(new ArrayList<>(args));
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
  }

  /**
   * The failure that tells a caller of an exception. A remote error that is thrown on stays what it
   * was at the peer that raised it, also within what the adapter or a future wraps around it, and
   * as the class that a contract made of it.
   *
   * @param thrown what the method threw
   * @return simple class name, package, text, and up to 200 lines of the stack trace with its
   *     causes
   */
  public static RemoteFailure of(Throwable thrown) {
    Throwable meant = withoutWrappers(thrown);
    if (meant instanceof RemoteErrorException remote) {
      return of(remote);
    }
    Class<?> type = meant.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    ErrorName name = ErrorName.of(type);
    if (meant.getCause() instanceof RemoteErrorException remote
        && name.equals(new ErrorName(remote.remoteClass(), remote.remoteModule()))) {
      return of(remote);
    }
    String message = meant.getMessage();
    ErrorArguments arguments = ErrorArguments.of(type);
    return new RemoteFailure(
        name.className(),
        name.module(),
        message == null ? "" : message,
        StackLines.of(meant),
        message == null || !arguments.isEmpty() ? List.of() : List.of(message),
        natives(arguments.of(meant)));
  }

  private static Throwable withoutWrappers(Throwable thrown) {
    Throwable inner = thrown;
    while (isWrapper(inner) && inner.getCause() != null) {
      inner = inner.getCause();
    }
    boolean says =
        inner instanceof MessagingException || inner.getClass().isAnnotationPresent(RpcError.class);
    return says ? inner : thrown;
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof CompletionException
        || thrown instanceof ExecutionException
        || thrown instanceof UndeclaredThrowableException;
  }

  /** What has no form in JSON is sent as text: the failure must get to the caller. */
  private static Map<String, Object> natives(Map<String, Object> kwargs) {
    Map<String, Object> natives = new LinkedHashMap<>();
    kwargs.forEach(
        (name, value) -> {
          try {
            natives.put(name, Json.toExact(Json.tree(value)));
          } catch (EncodingException e) {
            natives.put(name, String.valueOf(value));
          }
        });
    return natives;
  }

  /**
   * No endpoint of the namespace and version has the method, or may show it.
   *
   * @param method the name that was called
   * @return oslo.messaging's {@code NoSuchMethod}, in its words
   */
  public static RemoteFailure noSuchMethod(String method) {
    return plain("NoSuchMethod", DISPATCHER, "Endpoint does not support RPC method " + method);
  }

  /**
   * No endpoint has the namespace and a compatible version.
   *
   * @param version the version that was asked for; null as Python's {@code None}
   * @param method the name that was called
   * @return oslo.messaging's {@code UnsupportedVersion}, in its words
   */
  public static RemoteFailure unsupportedVersion(String version, String method) {
    return plain(
        "UnsupportedVersion",
        DISPATCHER,
        "Endpoint does not support RPC version "
            + (version == null ? "None" : version)
            + ". Attempted method: "
            + method);
  }

  /**
   * A failure of which nothing is known but its name.
   *
   * @param name under which it travels
   * @param text what is said of it
   * @return a failure without a stack trace
   */
  public static RemoteFailure named(ErrorName name, String text) {
    return plain(name.className(), name.module(), text);
  }

  /**
   * The same with more to read.
   *
   * @param more what follows the message and a colon
   * @return a copy with the longer message
   */
  public RemoteFailure saying(String more) {
    String longer = message + ": " + more;
    List<Object> longerArgs = args.equals(List.of(message)) ? List.of(longer) : args;
    return new RemoteFailure(className, module, longer, traceback, longerArgs, kwargs);
  }

  /**
   * The arguments do not fit the method.
   *
   * @param text what was expected, and what came
   * @return Python's {@code TypeError}
   */
  public static RemoteFailure typeError(String text) {
    return plain("TypeError", BUILTINS, text);
  }

  /**
   * An argument or result has the right type and a wrong value.
   *
   * @param text what was expected, and what came
   * @return Python's {@code ValueError}
   */
  public static RemoteFailure valueError(String text) {
    return plain("ValueError", BUILTINS, text);
  }

  /**
   * The request has not the form that it should have.
   *
   * @param text what was expected, and what came
   * @return Python's {@code AttributeError}
   */
  public static RemoteFailure attributeError(String text) {
    return plain("AttributeError", BUILTINS, text);
  }

  /**
   * The caller may not have it.
   *
   * @param text why
   * @return Jakarta Enterprise Beans' {@code EJBAccessException}
   */
  public static RemoteFailure accessRefused(String text) {
    return plain("EJBAccessException", "jakarta.ejb", text);
  }

  /**
   * The same for callers that are not to see how it came about.
   *
   * @return without the stack trace
   */
  public RemoteFailure withoutTraceback() {
    return new RemoteFailure(className, module, message, List.of(), args, kwargs);
  }

  /**
   * The exception to throw at the caller.
   *
   * @return an exception with all that came
   */
  public RemoteErrorException toException() {
    return new RemoteErrorException(
        className, module, message, args, kwargs, String.join("", traceback));
  }

  private static RemoteFailure plain(String className, String module, String message) {
    return new RemoteFailure(className, module, message, List.of(), List.of(message), Map.of());
  }

  private static RemoteFailure of(RemoteErrorException remote) {
    String traceback = remote.remoteTraceback();
    return new RemoteFailure(
        remote.remoteClass(),
        remote.remoteModule(),
        remote.remoteMessage(),
        traceback.isEmpty() ? List.of() : List.of(traceback.split("(?<=\n)")),
        remote.remoteArgs(),
        remote.remoteKwargs());
  }

  private static String withoutSuffix(String name) {
    return name.substring(0, name.length() - REMOTE.length());
  }

  /**
   * The name under which an exception travels: its own, or what {@link RpcError} says instead.
   *
   * @param className the simple class name
   * @param module its Python module or Java package
   */
  public record ErrorName(String className, String module) {

    /**
     * The name of a class of exceptions.
     *
     * @param type the class
     * @return as a peer sees it
     */
    public static ErrorName of(Class<?> type) {
      RpcError mapping = type.getAnnotation(RpcError.class);
      return new ErrorName(
          mapping == null || mapping.name().isEmpty() ? type.getSimpleName() : mapping.name(),
          mapping == null || mapping.module().isEmpty() ? type.getPackageName() : mapping.module());
    }
  }

  /** A Java stack trace as the lines of a Python traceback; bounded. */
  private static final class StackLines {

    private static final int MOST_LINES = 200;
    private static final int MOST_FRAMES = 50;
    private static final int LONGEST_LINE = 1000;

    private final List<String> lines = new ArrayList<>();

    private StackLines() {}

    /** Lines ending in a line feed; the causes included. */
    static List<String> of(Throwable thrown) {
      StackLines trace = new StackLines();
      trace.lines.add("Traceback (Java, most recent call first):\n"); // Python's has it last
      Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      String prefix = "";
      for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
        trace.add(prefix + t);
        trace.addFrames(t.getStackTrace());
        prefix = "Caused by: ";
      }
      return trace.lines;
    }

    private void addFrames(StackTraceElement[] frames) {
      int shown = Math.min(frames.length, MOST_FRAMES);
      for (int i = 0; i < shown; i++) {
        add("    at " + frames[i]);
      }
      if (shown < frames.length) {
        add("    ... " + (frames.length - shown) + " more");
      }
    }

    private void add(String line) {
      if (lines.size() < MOST_LINES) {
        lines.add(Excerpt.shorten(line, LONGEST_LINE) + "\n");
      }
    }
  }
}
