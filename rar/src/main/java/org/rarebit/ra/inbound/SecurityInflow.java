package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rarebit.api.RequestContext;

/** Runs deliveries of one activation as the callers whom the request contexts name. Thread-safe. */
final class SecurityInflow {

  private static final System.Logger LOG = System.getLogger(SecurityInflow.class.getName());

  private final String subject;
  private final CallerKeys keys;
  private final WorkExecutor works;
  private final AtomicBoolean told = new AtomicBoolean(); // since an identity was taken over

  /**
   * For one activation.
   *
   * @param subject the activation, for logs
   */
  SecurityInflow(String subject, CallerKeys keys, WorkExecutor works) {
    this.subject = subject;
    this.keys = keys;
    this.works = works;
  }

  /**
   * Runs a delivery soon, as the caller and on a thread of the container; or, if the container does
   * not take the caller's identity over, says so in the log and runs something else, as nobody.
   *
   * @param context says who calls
   * @param delivery what runs as the caller
   * @param refused what runs instead
   */
  void run(RequestContext context, Runnable delivery, Runnable refused) {
    works.executeAs(
        keys.identityIn(context),
        () -> {
          told.set(false);
          delivery.run();
        },
        reason -> {
          tell(reason);
          works.execute(refused); // this thread may be the container's, in the middle of something
        });
  }

  /** A server without a mapping refuses every caller: one line tells it all. */
  private void tell(String reason) {
    LOG.log(
        told.getAndSet(true) ? Level.DEBUG : Level.ERROR,
        "activation {0}: the container does not take over the caller''s identity ({1}). Map the"
            + " identities of this adapter in the server (Payara, GlassFish:"
            + " create-connector-work-security-map; WildFly: wm-security of the resource adapter;"
            + " Open Liberty: a registry that knows the user), or set securityInflow=false.",
        subject,
        reason);
  }
}
