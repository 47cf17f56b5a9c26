package ${package};

import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;

/** What is served, and what callers compile against. */
@RpcContract(version = "1.0")
public interface Greeter {

  /** The topic on which the contract is served. */
  String TOPIC = "${artifactId}";

  String greet(@Arg("name") String name);
}
