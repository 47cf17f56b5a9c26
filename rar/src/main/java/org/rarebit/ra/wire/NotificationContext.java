package org.rarebit.ra.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.rarebit.api.RequestContext;

/**
 * What of a request context goes into notifications, which many may read.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/notifier.py,
 *     Notifier._notify</a>
 */
public enum NotificationContext {
  /** Who asked, and no tokens: the entries that oslo.messaging 14.0.3 passes. */
  ALLOW_LIST {
    @Override
    public RequestContext of(RequestContext context) {
      Map<String, Object> kept = new LinkedHashMap<>(context.asMap());
      kept.keySet().retainAll(ALLOWED);
      return RequestContext.of(kept);
    }
  },
  /** Nothing: what oslo.messaging passes of a plain mapping since 14.7. */
  NONE {
    @Override
    public RequestContext of(RequestContext context) {
      return RequestContext.empty();
    }
  },
  /** Everything, tokens included: what oslo.messaging passed before 14.0.3. */
  ALL {
    @Override
    public RequestContext of(RequestContext context) {
      return context;
    }
  };

  private static final Set<String> ALLOWED =
      Set.of(
          "user_id",
          "project_id",
          "domain_id",
          "user_domain_id",
          "project_domain_id",
          "is_admin",
          "request_id",
          "roles",
          "user_name",
          "project_name",
          "domain_name",
          "user_domain_name",
          "project_domain_name",
          "service_user_id",
          "service_user_domain_id",
          "service_user_domain_name",
          "service_project_id",
          "service_project_name",
          "service_project_domain_id",
          "service_project_domain_name",
          "service_roles",
          "global_request_id",
          "system_scope",
          "user",
          "domain",
          "user_domain",
          "project_domain");

  /**
   * What passes.
   *
   * @param context a request's
   * @return the entries that may be seen, in their order
   */
  public abstract RequestContext of(RequestContext context);
}
