package org.rarebit.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.Referenceable;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.broker.AdapterServices;

class WrittenFactoryTest {

  /** As WildFly's: it says that it can be written, and cannot. */
  private static final class Unwritable implements ConnectionManager {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused") // by its type
    private final Object pool = new Object();

    @Override
    public Object allocateConnection(ManagedConnectionFactory unused, ConnectionRequestInfo info) {
      throw new UnsupportedOperationException("asked for");
    }
  }

  /** What a container binds of a factory leads to it. */
  public static final class Bound implements ObjectFactory {
    static RpcConnectionFactory factory;
    static Runnable meanwhile = () -> {};

    @Override
    public Object getObjectInstance(
        Object reference, Name name, Context context, Hashtable<?, ?> environment) {
      RpcConnectionFactory found = factory;
      meanwhile.run();
      return found;
    }
  }

  /** Started, until it is stopped. */
  private static final class Adapter extends RarebitResourceAdapter {
    volatile boolean isStopped;

    @Override
    public AdapterServices services() {
      if (isStopped) {
        throw new IllegalStateException("not started");
      }
      return null; // nobody connects
    }
  }

  @AfterEach
  void unbind() {
    Bound.factory = null;
    Bound.meanwhile = () -> {};
  }

  @Test
  void isTheSameFactoryAgainThoughTheContainersManagerCannotBeWritten() throws Exception {
    RpcConnectionFactory read = (RpcConnectionFactory) copy(factory());

    assertThatThrownBy(read::getConnection)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("asked for");
  }

  @Test
  void ofAnotherRunOfTheAdapterSaysWhatToDo() throws Exception {
    RpcConnectionFactory read =
        (RpcConnectionFactory) copy(new WrittenFactory("of another run", null));

    assertThatThrownBy(read::getConnection)
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("Look the factory up");
    RpcConnectionFactory keptOn = (RpcConnectionFactory) copy(read);
    assertThatThrownBy(keptOn::getConnection)
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("Look the factory up");
  }

  @Test
  void ofAnotherRunIsWhatTheContainersReferenceLeadsToIfItIsTheSameNow() throws Exception {
    Bound.factory = factory();
    ((Referenceable) factory()).setReference(reference("eis/one"));

    assertThat(copy(new WrittenFactory("of another run", reference("eis/one"))))
        .isSameAs(Bound.factory);
  }

  @Test
  void aReferenceThatNoContainerHasGivenIsNotFollowed() throws Exception {
    Bound.factory = factory();

    assertThat(copy(new WrittenFactory("of another run", reference("made up"))))
        .isNotSameAs(Bound.factory);
  }

  /** The same class loader, as where a server stops and starts an adapter in its place. */
  @Test
  void whileItsAdapterIsDeployedAnewItNeverLeadsToTheStoppedOne() throws Exception {
    Adapter old = new Adapter();
    Bound.factory = factoryOf(old);
    Referenceable bound = (Referenceable) Bound.factory;
    bound.setReference(reference("eis/redeployed"));
    byte[] passivated = written(bound);
    old.isStopped = true;

    RpcConnectionFactory stillBound = (RpcConnectionFactory) read(passivated);
    Bound.factory = null;
    RpcConnectionFactory notBound = (RpcConnectionFactory) read(passivated);
    Bound.factory = factoryOf(new Adapter());

    assertThat(read(passivated)).as("once there is another one").isSameAs(Bound.factory);
    for (RpcConnectionFactory readMeanwhile : List.of(stillBound, notBound)) {
      assertThatThrownBy(readMeanwhile::getConnection)
          .isInstanceOf(NoConnectionException.class)
          .hasMessageContaining("its resource adapter was deployed anew. Look the factory up");
    }
  }

  /** As a session that the server writes after each request. */
  @Test
  void whatWasReadMeanwhileAndIsWrittenAgainLeadsToTheNextAdapter() throws Exception {
    Adapter old = new Adapter();
    Referenceable bound = (Referenceable) factoryOf(old);
    bound.setReference(reference("eis/written again"));
    byte[] passivated = written(bound);
    old.isStopped = true;
    byte[] again = written(read(passivated));

    Bound.factory = factoryOf(new Adapter());

    assertThat(read(again)).isSameAs(Bound.factory);
  }

  @Test
  void anAdapterThatStopsWhileItsFactoryIsReadIsNotLedTo() throws Exception {
    Adapter old = new Adapter();
    Bound.factory = factoryOf(old);
    Bound.meanwhile = () -> old.isStopped = true;
    Referenceable bound = (Referenceable) Bound.factory;
    bound.setReference(reference("eis/stops"));
    RpcConnectionFactory readInTheMiddle = (RpcConnectionFactory) copy(bound);

    assertThatThrownBy(readInTheMiddle::getConnection)
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("was deployed anew");
  }

  private static Reference reference(String name) {
    return new Reference(
        RpcConnectionFactory.class.getName(),
        new StringRefAddr("name", name),
        Bound.class.getName(),
        null);
  }

  private static RpcConnectionFactory factory() throws Exception {
    return (RpcConnectionFactory)
        new RpcManagedConnectionFactory().createConnectionFactory(new Unwritable());
  }

  private static RpcConnectionFactory factoryOf(Adapter adapter) throws Exception {
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    managed.setResourceAdapter(adapter);
    return (RpcConnectionFactory) managed.createConnectionFactory(new Unwritable());
  }

  private static Object copy(Object value) throws Exception {
    return read(written(value));
  }

  private static byte[] written(Object value) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(value);
    }
    return written.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // what the same test has written
  private static Object read(byte[] written) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written))) {
      return in.readObject();
    }
  }
}
