package ${package};

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.resource.ConnectionFactoryDefinition;
import org.rarebit.api.RpcListener;

/**
 * Serves the contract: to this application, to other ones and to Python. It also defines the application's connection
 * factory, as any bean may.
 */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = Greeter.TOPIC))
@ConnectionFactoryDefinition(
    name = "java:app/rarebit/rpc",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "rarebit")
public class GreeterBean implements RpcListener, Greeter {

  @Override
  public String greet(String name) {
    return "Hello " + name;
  }
}
