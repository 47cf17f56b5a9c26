package org.rarebit.systemtest.support;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What lives in this JVM's heap, after a full collection. */
public final class HeapHistogram {

  private final String text;

  private HeapHistogram(String text) {
    this.text = text;
  }

  /** Takes it. */
  public static HeapHistogram take() {
    try {
      return new HeapHistogram(
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()}));
    } catch (JMException e) {
      throw new IllegalStateException("This JVM gives no histogram of its heap.", e);
    }
  }

  /** How many instances there are of all classes of a name, whatever their loader. */
  public long instances(String className) {
    Matcher rows =
        Pattern.compile(
                "^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "(?: .*)?$",
                Pattern.MULTILINE)
            .matcher(text);
    long count = 0;
    while (rows.find()) {
      count += Long.parseLong(rows.group(1));
    }
    return count;
  }
}
