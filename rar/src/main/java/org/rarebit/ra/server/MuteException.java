package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.rarebit.ra.wire.RemoteFailure;

/**
 * Stands for an exception of an application's whose text, cause or stack trace cannot be had, since
 * its own methods throw: what logs it or tells a caller of it would fail with it.
 */
final class MuteException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final System.Logger LOG = System.getLogger(MuteException.class.getName());

  /** Beyond it the causes of causes go round in circles, most likely. */
  private static final int MOST_CAUSES = 100;

  private final transient RemoteFailure.ErrorName name;

  private MuteException(Class<?> type) {
    super(type.getName() + ", whose own text cannot be had, as its methods throw");
    this.name = RemoteFailure.ErrorName.of(type);
  }

  /** The exception itself if it lets itself be told. */
  static Throwable insteadOf(Throwable thrown) {
    try {
      int causes = 0;
      for (Throwable t = thrown; t != null && causes < MOST_CAUSES; t = t.getCause(), causes++) {
        tell(t);
      }
      return thrown;
    } catch (RuntimeException | Error e) {
      LOG.log(Level.DEBUG, "an exception cannot be told: {0}", thrown.getClass().getName());
      return new MuteException(thrown.getClass());
    }
  }

  private static void tell(Throwable t) {
    Object unused = List.of(t.toString(), Optional.ofNullable(t.getMessage()), t.getStackTrace());
  }

  /** What a caller is told of an exception that lets itself be told, or of what stands for one. */
  static RemoteFailure toRemote(Throwable failure) {
    return failure instanceof MuteException mute
        ? RemoteFailure.named(mute.name, mute.getMessage())
        : RemoteFailure.of(failure);
  }
}
