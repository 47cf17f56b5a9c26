package org.rarebit.api.spi;

import java.security.CodeSource;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcContract;

/**
 * Which copy of this API the classes of an application see. It must be the one in the resource
 * adapter: with another one, or none, annotations are not there and casts fail, and what a server
 * says of that leads nobody to the jar that is in the wrong place.
 */
public final class ApiCopies {

  private ApiCopies() {}

  /**
   * What is wrong with what a class sees.
   *
   * @param application a class of an application
   * @return a sentence about it, with the remedy; null if it sees this very API
   */
  public static @Nullable String faultOf(Class<?> application) {
    ClassLoader loader = application.getClassLoader();
    if (loader == null) { // of the JDK
      return null;
    }
    try {
      return otherThanThis(Class.forName(RpcContract.class.getName(), false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return "It does not see rarebit-api from where it is packaged: put it into a module that sees"
          + " the resource adapter (on some servers that is not the lib of an EAR which has the"
          + " adapter inside).";
    }
  }

  /**
   * What is wrong if a class loader has another copy.
   *
   * @param loader of an application; null for none
   * @return as {@link #faultOf}; null also if it sees none
   */
  public static @Nullable String otherCopyOf(@Nullable ClassLoader loader) {
    try {
      return loader == null
          ? null
          : otherThanThis(Class.forName(RpcContract.class.getName(), false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable String otherThanThis(Class<?> seen) {
    return seen == RpcContract.class
        ? null
        : "It sees another copy of rarebit-api"
            + placeOf(seen)
            + " than the resource adapter's"
            + placeOf(RpcContract.class)
            + ", which must be the only one: take the other out of the application (with Maven,"
            + " scope provided).";
  }

  private static String placeOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null ? "" : " (" + source.getLocation() + ")";
  }
}
