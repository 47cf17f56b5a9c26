package ${package};

import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/** Calls the contract, wherever it is served: GET /${artifactId}/api/greetings/Ada. */
@RequestScoped
@Path("greetings")
public class GreetingResource {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  public GreetingResource() {}

  GreetingResource(RpcConnectionFactory rpc) {
    this.rpc = rpc;
  }

  @GET
  @Path("{name}")
  @Produces(MediaType.TEXT_PLAIN)
  public String greet(@PathParam("name") String name) {
    return rpc.proxy(Greeter.class, Target.topic(Greeter.TOPIC)).greet(name);
  }
}
