package org.rarebit.systemtest.beans.injectingwrong;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.rarebit.cdi.RpcTarget;

/** Injects what is no contract. */
@Stateless
public class InboxReader {

  @Inject
  @RpcTarget(topic = "inbox")
  private Inbox inbox;

  public String read() {
    return inbox.next();
  }
}
