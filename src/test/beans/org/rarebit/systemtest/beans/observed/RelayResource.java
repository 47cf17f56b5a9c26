package org.rarebit.systemtest.beans.observed;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Calls the bean. */
@RequestScoped
@Path("relay")
public class RelayResource {

  @Resource(lookup = "java:app/observed/rpc")
  private RpcConnectionFactory rpc;

  @GET
  public String relay() {
    return rpc.client(Target.topic(RelayBean.TOPIC)).request("relay").call(String.class);
  }
}
