package org.rarebit.ra.inbound;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the unique ids of the last requests of a server, so that one that a publisher sent
 * twice, or the broker delivered twice, runs once. Thread-safe; the lock is held for a look-up.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/common.py,
 *     _msg_id cache (there 16 entries)</a>
 */
final class DuplicateFilter {

  private final int window;
  private final Map<String, Boolean> seen; // guarded by this

  DuplicateFilter(int window) {
    this.window = window;
    this.seen =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > window;
          }
        };
  }

  /**
   * Remembers an id; true if it was new, and always for a request without an id or with no window.
   */
  boolean add(String uniqueId) {
    if (uniqueId == null || window == 0) {
      return true;
    }
    synchronized (this) {
      return seen.putIfAbsent(uniqueId, Boolean.TRUE) == null;
    }
  }

  boolean contains(String uniqueId) {
    if (uniqueId == null || window == 0) {
      return false;
    }
    synchronized (this) {
      return seen.containsKey(uniqueId);
    }
  }

  /** The request did not run after all and may come again. */
  void remove(String uniqueId) {
    if (uniqueId != null && window > 0) {
      synchronized (this) {
        seen.remove(uniqueId);
      }
    }
  }
}
