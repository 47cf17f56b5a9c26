package org.rarebit.systemtest.beans.injectingwrong;

/** Not marked as a contract. */
public interface Inbox {

  String next();
}
